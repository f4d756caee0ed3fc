//! TOML as a person would write it: what importers make is read by people first.

use std::fmt::Write as _;

pub(super) fn name(text: &mut String, name: &str, id: &str) {
    if name != id && !name.trim().is_empty() {
        pair(text, "name", name);
    }
}

pub(super) fn citation(text: &mut String, cite: Option<&str>) {
    if let Some(cite) = cite {
        line(text, cite);
    }
}

pub(super) fn header(text: &mut String, parts: &[&str]) {
    let keys: Vec<String> = parts.iter().map(|part| key(part)).collect();
    line(text, &format!("\n[{}]", keys.join(".")));
}

pub(super) fn pair(text: &mut String, name: &str, value: &str) {
    line(text, &format!("{name} = {}", quoted(value)));
}

pub(super) fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// Keys with values between braces, on one line: TOML lets them go on no other.
pub(super) fn entries(text: &mut String, name: &str, items: impl Iterator<Item = String>) {
    line(text, &format!("{name} = {{ {} }}", items.collect::<Vec<_>>().join(", ")));
}

/// A list on one line if it fits, else on as many as it needs.
pub(super) fn wrapped(text: &mut String, name: &str, items: impl Iterator<Item = String>) {
    const WIDTH: usize = 110;
    let items: Vec<String> = items.collect();
    let short = format!("{name} = [{}]", items.join(", "));
    if short.chars().count() <= WIDTH {
        line(text, &short);
        return;
    }
    line(text, &format!("{name} = ["));
    let mut row = String::new();
    for item in items {
        if !row.is_empty() && row.chars().count() + item.chars().count() + 2 > WIDTH {
            line(text, &format!("   {row}"));
            row.clear();
        }
        row.push(' ');
        row.push_str(&item);
        row.push(',');
    }
    line(text, &format!("   {row}"));
    line(text, "]");
}

pub(super) fn join(items: &[String]) -> String {
    items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ")
}

/// A key, in quotes where TOML wants them.
pub(super) fn key(word: &str) -> String {
    let bare = !word.is_empty() && word.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-'));
    if bare { word.to_owned() } else { quoted(word) }
}

/// A string between double quotes.
pub(super) fn quoted(value: &str) -> String {
    let mut result = String::from('"');
    for character in value.chars() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\t' => result.push_str("\\t"),
            '\r' => result.push_str("\\r"),
            control if control.is_control() => {
                let _ = write!(result, "\\u{:04X}", u32::from(control));
            }
            other => result.push(other),
        }
    }
    result.push('"');
    result
}

/// A comment, wrapped; whatever is no plain text becomes a space.
pub(super) fn comment(text: &mut String, remark: &str) {
    const WIDTH: usize = 118;
    let plain: String = remark.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    let mut row = String::new();
    for word in plain.split_whitespace() {
        if !row.is_empty() && row.chars().count() + word.chars().count() + 1 > WIDTH {
            line(text, &format!("#{row}"));
            row.clear();
        }
        row.push(' ');
        row.push_str(word);
    }
    line(text, &format!("#{row}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_keys_survive() {
        let value = "a \"b\" \\ \u{7f}\u{1}\u{85}\n\té";
        let table: toml::Table = toml::from_str(&format!("{} = {}", key("clé à"), quoted(value))).unwrap();
        assert_eq!(table["clé à"].as_str(), Some(value));
        let mut text = String::new();
        comment(&mut text, "a\nb\u{0}c [x]\ny = 1");
        assert_eq!(text, "# a b c [x] y = 1\n");
    }
}
