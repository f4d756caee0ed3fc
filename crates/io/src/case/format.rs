//! Putting a case file in order, and a case to start from.

/// A small commented case, to be changed piece by piece. It reads without any diagnostics.
#[must_use]
pub fn template(title: &str) -> String {
    let quoted = toml_edit::Value::from(title).to_string();
    include_str!("template.toml").replacen("\"TITLE\"", quoted.trim(), 1)
}
