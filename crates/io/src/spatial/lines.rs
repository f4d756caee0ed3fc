//! Lines of fields as other tools write them: no field goes over a line's end, and quotes are optional.

use super::sheet::Field;
use detente_model::Span;
use detente_model::diagnostic::FileId;

/// A line with its fields.
pub(super) struct Line {
    pub(super) fields: Vec<Field>,
    /// The whole line.
    pub(super) span: Span,
}

/// The lines of a text that are not blank. A field may stand between two `quote`s, which may hold the separator.
pub(super) fn lines(file: FileId, text: &str, separator: char, quote: char) -> Vec<Line> {
    let mut found = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for line in text[start..].split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if !content.trim().is_empty() {
            let span = Span::new(file, start, start + content.len());
            found.push(Line { fields: fields(file, content, start, separator, quote), span });
        }
        start += line.len();
    }
    found
}

fn fields(file: FileId, line: &str, start: usize, separator: char, quote: char) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let length = closing(rest, separator, quote).unwrap_or_else(|| rest.find(separator).unwrap_or(rest.len()));
        let written = rest[..length].trim();
        let inner = written.strip_prefix(quote).and_then(|inner| inner.strip_suffix(quote)).unwrap_or(written);
        let offset = start + at + (rest.len() - rest.trim_start().len()).min(length);
        fields.push(Field { text: inner.trim().to_owned(), span: Span::new(file, offset, offset + written.len()) });
        at += length + separator.len_utf8();
        if at > line.len() {
            return fields;
        }
    }
}

/// How long a field in quotes is; none if it does not begin with one, or if the quote is not closed before a separator or the end.
fn closing(rest: &str, separator: char, quote: char) -> Option<usize> {
    let lead = rest.len() - rest.trim_start_matches(' ').len();
    let inner = rest[lead..].strip_prefix(quote)?;
    let begin = rest.len() - inner.len();
    let ends = |after: &str| {
        let after = after.trim_start_matches(' ');
        after.is_empty() || after.starts_with(separator)
    };
    let (close, _) = inner.match_indices(quote).find(|(place, _)| ends(&inner[place + quote.len_utf8()..]))?;
    let after = &inner[close + quote.len_utf8()..];
    Some(begin + close + quote.len_utf8() + (after.len() - after.trim_start_matches(' ').len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_their_places() {
        let text = "\u{feff}'#A'\t'a\tb'\t 'c' \t\r\n\n #D;'tis;it's ;é\n";
        let found = lines(FileId(0), text, '\t', '\'');
        let texts = |line: &Line| line.fields.iter().map(|field| field.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&found[0]), ["#A", "a\tb", "c", ""]);
        let place = |field: &Field| &text[field.span.start..field.span.end];
        assert_eq!(found[0].fields.iter().map(place).collect::<Vec<_>>(), ["'#A'", "'a\tb'", "'c'", ""]);
        let found = lines(FileId(0), text, ';', '\'');
        assert_eq!(texts(&found[1]), ["#D", "'tis", "it's", "é"]);
        assert_eq!(found[1].fields.iter().map(place).collect::<Vec<_>>(), ["#D", "'tis", "it's", "é"]);
    }
}
