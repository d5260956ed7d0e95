//! Encrypted connections to the database, which must show a certificate that the one who runs the server has named.

use std::path::Path;
use std::sync::Arc;

use tokio_postgres::Config;
use tokio_postgres::Socket;
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// What encrypts connections: with the certificates of `authority`, a file in PEM form, all of them are encrypted;
/// without, none is. Why that cannot be done, in words.
pub fn encryption(config: &mut Config, authority: Option<&Path>) -> Result<Encryption, String> {
    let mut roots = RootCertStore::empty();
    match authority {
        Some(file) => {
            let place = file.display();
            let unreadable = |why| format!("{place} holds no certificates in PEM form ({why})");
            let certificates = CertificateDer::pem_file_iter(file)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|why| unreadable(why.to_string()))?;
            if certificates.is_empty() {
                return Err(unreadable("there are none in it".to_owned()));
            }
            for certificate in certificates {
                let added = roots.add(certificate);
                added.map_err(|why| unreadable(why.to_string()))?;
            }
            config.ssl_mode(SslMode::Require);
        }
        None if config.get_ssl_mode() == SslMode::Require => {
            return Err("name the file with the certificate that it must show, in PEM form, in SOURCEWORK_DATABASE_CERT".to_owned());
        }
        None => {
            config.ssl_mode(SslMode::Disable);
        }
    }
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|why| why.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Encryption(MakeRustlsConnect::new(client)))
}

/// What encrypts a connection. It is asked for before it is known whether it is needed, also for a socket of this
/// machine, which has no name of a host.
#[derive(Clone)]
pub struct Encryption(MakeRustlsConnect);

impl MakeTlsConnect<Socket> for Encryption {
    type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
    type TlsConnect = <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect;
    type Error = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Error;

    fn make_tls_connect(&mut self, host: &str) -> Result<Self::TlsConnect, Self::Error> {
        let host = if host.is_empty() { "localhost" } else { host };
        MakeTlsConnect::<Socket>::make_tls_connect(&mut self.0, host)
    }
}
