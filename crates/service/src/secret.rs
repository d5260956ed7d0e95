//! Secrets for links and cookies.

/// A secret that nobody can guess: 32 hexadecimal digits of 128 random bits.
///
/// # Errors
///
/// Where the system gives no random numbers.
pub fn secret() -> std::io::Result<String> {
    use rand::TryRng;
    let mut bytes = [0; 16];
    let filled = rand::rngs::SysRng.try_fill_bytes(&mut bytes);
    filled.map_err(std::io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
