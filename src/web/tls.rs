//! The certificate with which connections are encrypted.

use std::path::Path;
use std::sync::Arc;

pub use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, pem};

/// What encrypts connections, from the files of a certificate with its chain and of its key.
///
/// # Errors
///
/// In words, where a file cannot be read, or the two do not belong to each other.
pub fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, String> {
    let of_certificate = |why: pem::Error| {
        format!(
            "{} holds no certificate in PEM form ({}); give the file with the whole chain, often called `fullchain.pem`",
            certificate.display(),
            in_words(&why)
        )
    };
    let chain = CertificateDer::pem_file_iter(certificate).map_err(of_certificate)?;
    let chain: Vec<CertificateDer<'_>> = chain.collect::<Result<_, _>>().map_err(of_certificate)?;
    if chain.is_empty() {
        return Err(of_certificate(pem::Error::NoItemsFound));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|why| {
        format!(
            "{} holds no private key in PEM form ({}); give the file that is often called `privkey.pem`",
            key.display(),
            in_words(&why)
        )
    })?;
    let unusable = |why| format!("the certificate and the key cannot be used together ({why})");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unusable)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn in_words(why: &pem::Error) -> String {
    match why {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "nothing of that kind is in it".to_owned(),
        other => other.to_string(),
    }
}
