//! Between HTTP and the pages: what a request says, and what a reply becomes.

use std::borrow::Cow;
use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::app;
use super::call::{Call, NotTaken, Problem, Reply, local};
use sourcework_html::pages::fields::Fields;
use sourcework_html::pages::frame::{Audience, Look};
use sourcework_html::pages::reading::Reading;

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    let mut pairs = all
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// From which address a connection comes.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The user name that the proxy of a school has said of a request; only what checks the proxy puts it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedUser(pub String);

/// Who has sent a request, as far as the connection and the proxy of the school say.
pub struct Who {
    /// The address of the connection.
    pub peer: Option<Peer>,
    /// The user name of the school's single sign-on.
    pub user: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let user = parts.extensions.get::<TrustedUser>();
        Ok(Self {
            peer: parts.extensions.get::<Peer>().copied(),
            user: user.map(|user| user.0.clone()),
        })
    }
}

/// The network that asks: the address of the connection, or the one that a proxy names, on this machine or at the
/// address that was said. Of addresses of IPv6 the first half counts, because a household has them all.
pub fn network(peer: Option<Peer>, headers: &HeaderMap, proxy: Option<IpAddr>) -> String {
    let forwarded = headers
        .get("x-forwarded-for")
        .and_then(|it| it.to_str().ok());
    let forwarded = forwarded.and_then(|all| all.rsplit(',').next()?.trim().parse().ok());
    let address = match peer {
        Some(Peer(address)) if !address.is_loopback() && !is_address(proxy, address) => {
            Some(address)
        }
        _ => forwarded.or(peer.map(|peer| peer.0)),
    };
    match address {
        Some(IpAddr::V6(address)) => format!("{:?}", &address.segments()[..4]),
        Some(IpAddr::V4(address)) => address.to_string(),
        None => String::new(),
    }
}

/// Whether an address is the one that was said, whichever way each of them is written.
pub fn is_address(said: Option<IpAddr>, address: IpAddr) -> bool {
    said.is_some_and(|said| said.to_canonical() == address.to_canonical())
}

/// The fields of a form or a query.
pub fn fields(bytes: &[u8]) -> Fields {
    let pairs = form_urlencoded::parse(bytes);
    // Browsers send line ends as Windows has them.
    let unix = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
        // No key types NUL, and not every record can keep it.
        (
            name.into_owned(),
            value.replace("\r\n", "\n").replace('\0', ""),
        )
    };
    Fields(pairs.map(unix).collect())
}

/// The address of the page that led here, where it is one of the program.
pub fn from(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let referrer = headers.get(header::REFERER)?.to_str().ok()?;
    let (_, rest) = referrer.split_once("://")?;
    let path = rest.strip_prefix(host)?;
    Some(local(path).to_owned())
}

/// How pages look for an audience.
pub fn look(headers: &HeaderMap, audience: Audience) -> Look {
    Look {
        audience,
        reading: Reading::of_cookie(cookie(headers, "reading").unwrap_or_default()),
        ..Look::default()
    }
}

/// Nothing is loaded but the program's own files, and no other page may frame or receive it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds to every answer what it may do in a browser.
pub fn protected(mut response: Response) -> Response {
    let all = [
        ("content-security-policy", POLICY),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
    ];
    for (name, value) in all {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

pub fn of_reply(reply: Result<Reply, Problem>, call: &Call) -> Response {
    let html = "text/html; charset=utf-8";
    let response = |status: StatusCode| Response::builder().status(status);
    let fresh = |status| response(status).header(header::CACHE_CONTROL, "no-store");
    let built = match reply {
        Ok(Reply::Page(page)) => fresh(StatusCode::OK)
            .header(header::CONTENT_TYPE, html)
            .body(page.into()),
        Ok(Reply::SeeOther(to)) => fresh(StatusCode::SEE_OTHER)
            .header(header::LOCATION, to)
            .body(String::new().into()),
        Ok(Reply::Kept(to, (name, value, seconds))) => fresh(StatusCode::SEE_OTHER)
            .header(header::LOCATION, to)
            .header(
                header::SET_COOKIE,
                format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly"),
            )
            .body(String::new().into()),
        Ok(Reply::Download(name, kind, text)) => fresh(StatusCode::OK)
            .header(header::CONTENT_TYPE, kind)
            .header(
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{name}\""),
            )
            .body(text.into()),
        Ok(Reply::Asset(kind, text)) => response(StatusCode::OK)
            .header(header::CONTENT_TYPE, kind)
            .header(header::CACHE_CONTROL, "max-age=31536000, immutable")
            .body(text.into()),
        Ok(Reply::Text(text)) => fresh(StatusCode::OK)
            .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
            .body(text.into()),
        // That there is an answer already is no fault, which a browser would report.
        Ok(Reply::NotTaken(why)) => fresh(match why {
            NotTaken::Answered => StatusCode::OK,
            NotTaken::Ended | NotTaken::NoPlace => StatusCode::CONFLICT,
        })
        .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .body(why.as_str().into()),
        Err(problem) => {
            let (status, page) = app::problem(&problem, call);
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            fresh(status)
                .extension(problem.failure())
                .header(header::CONTENT_TYPE, html)
                .body(page.into())
        }
    };
    built.unwrap_or_else(|_| {
        let mut response = Response::new(String::new().into());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_believed_for_whom_it_asks_on_this_machine_and_where_that_was_said() {
        let mut headers = HeaderMap::new();
        let forwarded = HeaderValue::from_static("198.51.100.9, 203.0.113.7");
        headers.insert("x-forwarded-for", forwarded);
        let of = |peer: &str, proxy: Option<&str>| {
            let address = |text: &str| text.parse().expect("an address");
            network(Some(Peer(address(peer))), &headers, proxy.map(address))
        };
        assert_eq!(of("127.0.0.1", None), "203.0.113.7");
        assert_eq!(of("10.0.0.5", None), "10.0.0.5");
        assert_eq!(of("10.0.0.5", Some("10.0.0.5")), "203.0.113.7");
        assert_eq!(of("::ffff:10.0.0.5", Some("10.0.0.5")), "203.0.113.7");
        assert_eq!(of("10.0.0.6", Some("10.0.0.5")), "10.0.0.6");
    }
}
