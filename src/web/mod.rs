//! The browser: every page of a student, over the services. A request is read on a few threads that
//! wait for many, and answered on a bounded pool of threads that may block; what answers it is an
//! ordinary function from a `Call` to a `Reply`. The pages themselves are drawn by the crate
//! `html`.

mod app;
mod asking;
mod attempts;
mod call;
mod cards;
mod class;
mod guard;
mod http;
mod library;
mod marking;
mod network;
mod operation;
pub mod preview;
mod probing;
mod revision;
mod routes;
mod schools;
mod server;
#[cfg(test)]
mod tests;
mod tls;

pub use app::App;
pub use axum::http::HeaderName;
pub use class::{Class, ClassSettings, ROOM_TO_OPEN, TrustedHeader};
pub use network::addresses;
pub use operation::Operation;
pub use schools::Schools;
pub use server::{ClassServer, Served, Server, serve, serve_class};
pub use tls::{TlsAcceptor, acceptor};
