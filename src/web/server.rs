//! Listening on this machine, and ending without losing anything.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;

use super::app::App;
use super::class::{self, Class};
use super::guard::{ENTER, Guard};
use super::http::Peer;
use super::operation::{Operation, watched_by};
use super::routes::{Shared, router};
use super::schools::Schools;
use crate::interrupts;
use sourcework_service::secret;

/// The threads that may block at once: as many requests are answered, the others wait.
const BLOCKING: usize = 8;

/// How long requests that are being answered may take when the program ends.
const PARTING: Duration = Duration::from_secs(3);

/// How long a connection may take to say what it asks for, and may be open without asking for anything.
const HEADERS: Duration = Duration::from_secs(20);

/// So many connections are open at a time; others wait. A browser opens up to six.
const CONNECTIONS: usize = 6_000;

/// So many connections of those who ask how the program is are open at a time.
const MONITORS: usize = 20;

/// The files that the program has open beside connections.
const OTHER_FILES: usize = 100;

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

/// Pages that are served: those of one school, or of the school that the name of the host stands for.
pub trait Served: Send + Sync {
    /// All pages, watched if anybody watches them.
    fn router(self: Arc<Self>, operation: Option<&Arc<Operation>>) -> Router;

    /// What is to be done every few seconds.
    fn tend(&self);
}

impl Served for Class {
    fn router(self: Arc<Self>, operation: Option<&Arc<Operation>>) -> Router {
        watched_by(operation, class::router(&self))
    }

    fn tend(&self) {
        Class::tend(self);
    }
}

impl Served for Schools {
    /// Each school is watched by itself.
    fn router(self: Arc<Self>, _: Option<&Arc<Operation>>) -> Router {
        Schools::router(&self)
    }

    fn tend(&self) {
        Schools::tend(self);
    }
}

/// The pages of a class, listening but not answering yet.
pub struct ClassServer {
    listener: TcpListener,
    served: Arc<dyn Served>,
    /// The threads that may block at once.
    threads: usize,
    /// The certificate with which connections are encrypted, if they are.
    tls: Option<TlsAcceptor>,
    /// Who watches it, if anybody does.
    operation: Option<Arc<Operation>>,
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

    /// The pages of classes on a port that is listened on; so many requests wait for the record at the same time.
    pub fn new(
        listener: TcpListener,
        served: Arc<dyn Served>,
        tls: Option<TlsAcceptor>,
        threads: usize,
    ) -> Self {
        Self {
            listener,
            served,
            threads,
            tls,
            operation: None,
        }
    }

    /// The same, watched.
    pub fn watched(self, operation: Option<Arc<Operation>>) -> Self {
        Self { operation, ..self }
    }
}

/// How often papers are looked for whose time is up and that nobody hands in.
const TAKING_IN: Duration = Duration::from_secs(5);

/// Answers a class until the program is to end.
///
/// # Errors
///
/// Where the system gives no threads, or the port is gone.
pub fn serve_class(server: ClassServer) -> io::Result<()> {
    // The thread must not keep the record open when the program ends, or its log stays beside it.
    let served = Arc::downgrade(&server.served);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TAKING_IN);
            let Some(served) = served.upgrade() else {
                return;
            };
            // A mistake of the program in one school must not keep papers from being taken in for good.
            let _ = catch_unwind(AssertUnwindSafe(|| served.tend()));
        }
    });
    let router = server.served.router(server.operation.as_ref());
    let threads = server.threads;
    answer(
        server.listener,
        server.tls,
        router,
        server.operation,
        threads,
    )
}

/// Answers until the program is to end.
///
/// # Errors
///
/// Where the system gives no threads, or the port is gone.
pub fn serve(server: Server) -> io::Result<()> {
    let router = router(&server.shared);
    answer(server.listener, None, router, None, BLOCKING)
}

fn answer(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    operation: Option<Arc<Operation>>,
    threads: usize,
) -> io::Result<()> {
    interrupts::listen();
    let most = CONNECTIONS
        .min(most_files().saturating_sub(OTHER_FILES))
        .max(1);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(threads)
        .enable_io()
        .enable_time()
        .build()?;
    let ending = operation.clone();
    let answered = runtime.block_on(async move {
        let open = GracefulShutdown::new();
        if let Some(operation) = &operation {
            monitor(operation)?;
        }
        tokio::select! {
            () = let_in(listening(listener)?, tls, router, most, &open, operation) => (),
            () = until_interrupted() => (),
        }
        // Nobody new is let in; what is being answered is answered.
        let _ = tokio::time::timeout(PARTING, open.shutdown()).await;
        Ok(())
    });
    if let Some(operation) = ending {
        operation.end();
    }
    answered
}

/// Answers those who ask how the program is, until it has ended.
fn monitor(operation: &Arc<Operation>) -> io::Result<()> {
    tokio::spawn(Arc::clone(operation).begin());
    if let Some(listener) = operation.listener() {
        let pages = operation.pages();
        let listener = listening(listener)?;
        tokio::spawn(async move {
            let open = GracefulShutdown::new();
            let_in(listener, None, pages, MONITORS, &open, None).await;
        });
    }
    Ok(())
}

fn listening(listener: TcpListener) -> io::Result<tokio::net::TcpListener> {
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}

/// Answers what is asked over so many connections at a time; it never ends by itself.
async fn let_in(
    listener: tokio::net::TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    most: usize,
    open: &GracefulShutdown,
    operation: Option<Arc<Operation>>,
) {
    let places = Arc::new(Semaphore::new(most));
    loop {
        let (stream, peer, place) = accept(&listener, &places).await;
        let counted = operation.as_ref().map(Operation::connection);
        let (tls, router, watcher) = (tls.clone(), router.clone(), open.watcher());
        tokio::spawn(async move {
            match tls {
                None => converse(stream, peer, router, watcher).await,
                Some(tls) => {
                    // A handshake that fails or is not finished in time is dropped.
                    let encrypted = tokio::time::timeout(HEADERS, tls.accept(stream)).await;
                    if let Ok(Ok(encrypted)) = encrypted {
                        converse(encrypted, peer, router, watcher).await;
                    }
                }
            }
            drop((place, counted));
        });
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &tokio::net::TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Peer, OwnedSemaphorePermit) {
    loop {
        let place = Arc::clone(places).acquire_owned().await;
        let place = place.expect("the places are never closed");
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, Peer(peer.ip()), place),
            // A connection that broke at once, or too many open files: others may still be answered.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Answers what is asked over one connection, until it is closed or the program ends.
async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    router: Router,
    watcher: Watcher,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS);
    let pages = TowerToHyperService::new(router);
    let pages = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        pages.call(request)
    });
    let connection = http.serve_connection(TokioIo::new(stream), pages);
    // Why a connection broke does not matter: what was acknowledged is kept.
    let _ = watcher.watch(connection).await;
}

/// How many files and connections the program may have open, after asking the system for as many as it gives.
#[cfg(unix)]
fn most_files() -> usize {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return CONNECTIONS;
    };
    let wanted = hard.min((CONNECTIONS + OTHER_FILES) as u64).max(soft);
    let most = match setrlimit(Resource::RLIMIT_NOFILE, wanted, hard) {
        Ok(()) => wanted,
        Err(_) => soft,
    };
    usize::try_from(most).unwrap_or(CONNECTIONS)
}

#[cfg(not(unix))]
fn most_files() -> usize {
    CONNECTIONS + OTHER_FILES
}

async fn until_interrupted() {
    while !interrupts::wanted() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
