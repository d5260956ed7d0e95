//! A line between a node and the database, which can be cut: bytes then wait, and no connection is closed.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A line to a database.
pub struct Forwarder {
    is_cut: Arc<AtomicBool>,
    port: u16,
}

impl Forwarder {
    /// A line to an address of the form `postgres://user@host:port/database`.
    pub fn new(address_of_database: &str) -> Self {
        let host = address_of_database.split('@').nth(1).unwrap();
        let host = host.split('/').next().unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_cut = Arc::new(AtomicBool::new(false));
        let cut = Arc::clone(&is_cut);
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                // While the database starts, it refuses every connection.
                if let Ok(far) = TcpStream::connect(&host) {
                    let (back, away) = (far.try_clone().unwrap(), near.try_clone().unwrap());
                    let (cut, also_cut) = (Arc::clone(&cut), Arc::clone(&cut));
                    std::thread::spawn(move || forward(near, far, &cut));
                    std::thread::spawn(move || forward(back, away, &also_cut));
                }
            }
        });
        Self { is_cut, port }
    }

    /// The same address, by this line.
    pub fn address(&self, address_of_database: &str) -> String {
        let (user, rest) = address_of_database.split_once('@').unwrap();
        let (_, database) = rest.split_once('/').unwrap();
        format!("{user}@127.0.0.1:{}/{database}", self.port)
    }

    /// Cuts the line, or mends it.
    pub fn cut(&self, is_cut: bool) {
        self.is_cut.store(is_cut, Ordering::Relaxed);
    }
}

fn forward(mut from: TcpStream, mut to: TcpStream, is_cut: &AtomicBool) {
    let _ = to.set_nodelay(true);
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        while is_cut.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(10));
        }
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
