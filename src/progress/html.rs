//! t
pub fn page(_p: &super::Progress) -> String {
    String::new()
}
