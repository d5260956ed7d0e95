//! Single sign-on: a proxy in front of the program knows who somebody is, and says so in a header. It is believed
//! from the proxy alone.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, Method, header};

use crate::web::http::{Peer, TrustedUser, is_address};

/// The header in which the proxy says a user name.
#[derive(Clone, Debug)]
pub struct TrustedHeader(pub HeaderName);

impl TrustedHeader {
    /// The user name of a request, if the proxy at that address says one.
    ///
    /// # Errors
    ///
    /// In words for the person who asks: somebody else has sent the header, or it makes no sense.
    pub fn user(
        &self,
        peer: Option<Peer>,
        proxy: Option<IpAddr>,
        method: &Method,
        headers: &HeaderMap,
    ) -> Result<Option<TrustedUser>, &'static str> {
        let mut said = headers.get_all(&self.0).iter();
        let Some(user) = said.next() else {
            return Ok(None);
        };
        if !peer.is_some_and(|Peer(address)| is_address(proxy, address)) {
            return Err(
                "This request says who you are, but it does not come from the proxy of the school. Open the address that the school has given you.",
            );
        }
        let user = user.to_str().ok().filter(|_| said.next().is_none());
        let user = user.ok_or("The proxy of the school says a user name that cannot be read.")?;
        // The proxy adds the header to forms of other sites as well: a form must say which site it comes from.
        let is_asked = *method == Method::GET || *method == Method::HEAD;
        if !is_asked && !headers.contains_key(header::ORIGIN) {
            return Err("This form does not say which page it comes from. Nothing was changed.");
        }
        let user = user.trim();
        Ok((!user.is_empty()).then(|| TrustedUser(user.to_owned())))
    }
}
