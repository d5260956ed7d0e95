//! Listening on this machine, and ending without losing anything.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;

use super::app::App;
use super::class::{self, Class};
use super::guard::{ENTER, Guard};
use super::routes::{Shared, router};
use crate::interrupts;
use sourcework_service::secret;

/// The threads that may block at once: as many requests are answered, the others wait.
const BLOCKING: usize = 8;

/// How long requests that are being answered may take when the program ends.
const PARTING: Duration = Duration::from_secs(3);

/// The program, listening but not answering yet.
pub struct Server {
    listener: TcpListener,
    shared: Shared,
    /// The link to open, which works once.
    pub link: String,
}

impl Server {
    /// Listens on a port of this machine; on a free one where none is said. `first` is the page to
    /// open.
    ///
    /// # Errors
    ///
    /// Where the port is taken.
    pub fn bind(app: App, port: Option<u16>, first: &str) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0)))?;
        let port = listener.local_addr()?.port();
        let (key, token) = (secret()?, secret()?);
        let link = format!("http://127.0.0.1:{port}{ENTER}?token={token}&to={first}");
        Ok(Self {
            listener,
            shared: Shared {
                app: Arc::new(app),
                guard: Arc::new(Guard::new(key, token, port)),
            },
            link,
        })
    }
}

/// The pages of a class, listening but not answering yet.
pub struct ClassServer {
    listener: TcpListener,
    class: Arc<Class>,
}

impl ClassServer {
    /// Listens on a port of all networks of this machine.
    ///
    /// # Errors
    ///
    /// Where the port is taken.
    pub fn bind(port: u16) -> io::Result<TcpListener> {
        TcpListener::bind((Ipv4Addr::UNSPECIFIED, port))
    }

    /// The pages of a class on a port that is listened on.
    pub fn new(listener: TcpListener, class: Class) -> Self {
        Self {
            listener,
            class: Arc::new(class),
        }
    }
}

/// How often papers are looked for whose time is up and whom nobody hands in.
const TAKING_IN: Duration = Duration::from_secs(5);

/// Answers a class until the program is to end.
///
/// # Errors
///
/// Where the system gives no threads, or the port is gone.
pub fn serve_class(server: ClassServer) -> io::Result<()> {
    // The thread must not keep the record open when the program ends, or its log stays beside it.
    let class = Arc::downgrade(&server.class);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TAKING_IN);
            let Some(class) = class.upgrade() else { return };
            class.classroom.tend((class.app.now)());
        }
    });
    answer(server.listener, class::router(&server.class))
}

/// Answers until the program is to end.
///
/// # Errors
///
/// Where the system gives no threads, or the port is gone.
pub fn serve(server: Server) -> io::Result<()> {
    let router = router(&server.shared);
    answer(server.listener, router)
}

fn answer(listener: TcpListener, router: Router) -> io::Result<()> {
    interrupts::listen();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(BLOCKING)
        .enable_io()
        .enable_time()
        .build()?;
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let serving = axum::serve(listener, router);
        let serving = serving.with_graceful_shutdown(until_interrupted());
        tokio::select! {
            ended = serving.into_future() => ended,
            () = after_parting() => Ok(()),
        }
    })
}

async fn until_interrupted() {
    while !interrupts::wanted() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Browsers keep connections open; the program does not wait for them for ever.
async fn after_parting() {
    until_interrupted().await;
    tokio::time::sleep(PARTING).await;
}
