//! By which addresses this machine can be reached.

/// The addresses of this machine in its networks; its own address for itself where it has none.
pub fn addresses() -> Vec<String> {
    let mut found = networks();
    if found.is_empty() {
        found.push("127.0.0.1".to_owned());
    }
    found
}

#[cfg(unix)]
fn networks() -> Vec<String> {
    let Ok(interfaces) = nix::ifaddrs::getifaddrs() else {
        return Vec::new();
    };
    let addresses = interfaces.filter_map(|it| {
        let address = it.address?.as_sockaddr_in()?.ip();
        let is_usable = !address.is_loopback() && !address.is_link_local();
        is_usable.then(|| address.to_string())
    });
    addresses.collect()
}

/// The address that this machine would send from; nothing is sent.
#[cfg(not(unix))]
fn networks() -> Vec<String> {
    let address = std::net::UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    address.map_or(Vec::new(), |address| vec![address.ip().to_string()])
}
