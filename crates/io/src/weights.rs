//! Weights from a table: a column `party`, and a column for each kind of weight.

use detente_model::diagnostic::{Diagnostic, FileId, Files, Span, suggest};
use detente_model::number::Decimal;
use detente_model::quota::Quota;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Parties and what they weigh.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Weights {
    /// The name of the file.
    pub name: String,
    /// The parties, in the order of the file.
    pub parties: Vec<String>,
    /// For each quota the weight of each party.
    pub columns: Vec<Vec<Decimal>>,
    /// SHA-256 over the file, in hex.
    pub digest: String,
}

/// What was read, if it has no faults, and all its faults.
pub struct Read {
    /// The weights.
    pub weights: Option<Weights>,
    /// The file, for showing faults in it.
    pub files: Files,
    /// The faults.
    pub diagnostics: Vec<Diagnostic>,
}

/// A field and where it stands.
struct Field {
    text: String,
    span: Span,
}

/// Reads the weights that these quotas ask about from CSV. Other columns are not looked at.
#[must_use]
pub fn read_weights(name: &str, bytes: &[u8], quotas: &[Quota]) -> Read {
    let mut files = Files::default();
    let decoded = String::from_utf8_lossy(bytes);
    let text = decoded.strip_prefix('\u{feff}').unwrap_or(&decoded);
    let file = files.add(name, text);
    let mut faults = Vec::new();
    if let Err(error) = std::str::from_utf8(bytes) {
        let at = error.valid_up_to().min(text.len());
        faults.push(Diagnostic::error("not-utf8", "the file is not UTF-8").at(Span::new(file, at, at), "the first byte that is not"));
    }
    let mut rows = rows(text, file, &mut faults).into_iter();
    let header = rows.next().unwrap_or_default();
    let rows: Vec<Vec<Field>> = rows.collect();
    let whole = Span::new(file, 0, header.last().map_or(0, |field| field.span.end));
    let titles: Vec<&str> = header.iter().map(|field| field.text.as_str()).collect();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for field in header.iter().filter(|field| !field.text.is_empty()) {
        if let Some(first) = seen.insert(&field.text, field.span) {
            let fault = Diagnostic::error("twice", format!("there are two columns `{}`", field.text));
            faults.push(fault.at(field.span, "here again").at(first, "and here first"));
        }
    }
    let party = titles.iter().position(|title| *title == "party");
    if party.is_none() {
        let found = titles.join(", ");
        let found = if found.is_empty() { "nothing".to_owned() } else { format!("the columns {found}") };
        let fault = Diagnostic::error("no-column", format!("found {found}, expected a column `party` in the first line"));
        faults.push(fault.at(whole, "").help("begin the file with a line such as party,weight"));
    }
    for row in &rows {
        if let (Some(last), true) = (row.last(), row.len() != header.len()) {
            let found = format!("found {} fields, expected {} as in the first line", row.len(), header.len());
            faults.push(Diagnostic::error("fields", found).at(last.span, "the last field of the line"));
        }
    }
    let parties = party.map(|party| names(&rows, party, &mut faults)).unwrap_or_default();
    if rows.is_empty() {
        faults.push(Diagnostic::error("no-party", "found no party, expected a line for each").at(whole, "nothing comes after this line"));
    }
    let columns = quotas.iter().map(|quota| column(quota, &titles, &rows, whole, &mut faults)).collect();
    detente_model::diagnostic::sort(&mut faults);
    faults.dedup();
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let weights = faults.is_empty().then(|| Weights { name: name.to_owned(), parties, columns, digest });
    Read { weights, files, diagnostics: faults }
}

fn names(rows: &[Vec<Field>], party: usize, faults: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let mut names = Vec::new();
    for field in rows.iter().filter_map(|row| row.get(party)) {
        if field.text.is_empty() {
            faults.push(Diagnostic::error("no-name", "found no name, expected a party").at(field.span, ""));
        } else if let Some(before) = first.insert(&field.text, field.span) {
            let fault = Diagnostic::error("twice", format!("the party `{}` is there twice", field.text));
            faults.push(fault.at(field.span, "here again").at(before, "and here first").help("one party has one line"));
        }
        names.push(field.text.clone());
    }
    names
}

fn column(quota: &Quota, titles: &[&str], rows: &[Vec<Field>], header: Span, faults: &mut Vec<Diagnostic>) -> Vec<Decimal> {
    let Some(at) = titles.iter().position(|title| *title == quota.column) else {
        if quota.column == Quota::MEMBERS {
            return rows.iter().filter_map(|_| Decimal::whole(1)).collect();
        }
        let known = titles.iter().copied().filter(|title| *title != "party");
        let help = suggest(&quota.column, known).unwrap_or_else(|| "name the column of a quota: --quota COLUMN=NUMBER".into());
        faults.push(Diagnostic::error("no-column", format!("there is no column `{}`", quota.column)).at(header, "").help(help));
        return Vec::new();
    };
    let mut weights = Vec::new();
    for field in rows.iter().filter_map(|row| row.get(at)) {
        match Decimal::parse(&field.text) {
            Some(weight) if weight.billionths() >= 0 => weights.push(weight),
            Some(weight) => {
                let fault = Diagnostic::error("negative", format!("found {weight}, expected a weight of nought or more"));
                faults.push(fault.at(field.span, ""));
            }
            None => {
                let fault = Diagnostic::error("no-number", format!("found `{}`, expected a number", field.text));
                faults.push(fault.at(field.span, "").help("write it as 12 or 0.75, with at most nine places after the point, up to 10⁹"));
            }
        }
    }
    weights
}

/// The lines that are not blank, as fields: separated by commas, in quotes where they hold commas, quotes (doubled) or line ends.
fn rows(text: &str, file: FileId, faults: &mut Vec<Diagnostic>) -> Vec<Vec<Field>> {
    let mut rows = Vec::new();
    let mut row: Vec<Field> = Vec::new();
    let mut rest = text.char_indices().peekable();
    loop {
        while rest.next_if(|(_, letter)| matches!(letter, ' ' | '\t')).is_some() {}
        let start = rest.peek().map_or(text.len(), |(at, _)| *at);
        let mut field = String::new();
        if rest.next_if(|(_, letter)| *letter == '"').is_some() {
            loop {
                match rest.next() {
                    Some((_, '"')) => match rest.next_if(|(_, letter)| *letter == '"') {
                        Some(_) => field.push('"'),
                        None => break,
                    },
                    Some((_, letter)) => field.push(letter),
                    None => {
                        let fault = Diagnostic::error("open-quotes", "found quotes that are not closed");
                        faults.push(fault.at(Span::new(file, start, start + 1), "opened here"));
                        break;
                    }
                }
            }
        }
        while let Some((_, letter)) = rest.next_if(|(_, letter)| !matches!(letter, ',' | '\n')) {
            field.push(letter);
        }
        let end = rest.peek().map_or(text.len(), |(at, _)| *at);
        let shown = start + text[start..end].trim_end().len();
        row.push(Field { text: field.trim().to_owned(), span: Span::new(file, start, shown) });
        let separator = rest.next();
        if !matches!(separator, Some((_, ','))) {
            let whole = std::mem::take(&mut row);
            if whole.len() > 1 || whole.iter().any(|field| !field.text.is_empty()) {
                rows.push(whole);
            }
        }
        if separator.is_none() {
            return rows;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read_weights;
    use detente_model::quota::Quota;

    /// Parties, and the weights of each column.
    type Table = (Vec<String>, Vec<Vec<String>>);

    fn read(text: &str, quotas: &[&str]) -> Result<Table, Vec<String>> {
        let quotas: Vec<Quota> = quotas.iter().map(|quota| Quota::parse(quota).expect("a quota")).collect();
        let read = read_weights("w.csv", text.as_bytes(), &quotas);
        let place = |span| {
            let (line, column) = read.files.position(span);
            format!("{line}:{column}")
        };
        let told = read
            .diagnostics
            .iter()
            .map(|fault| format!("{} {}", fault.labels.first().map_or(String::new(), |label| place(label.span)), fault.message));
        match read.weights {
            None => Err(told.collect()),
            Some(weights) => {
                Ok((weights.parties, weights.columns.iter().map(|column| column.iter().map(ToString::to_string).collect()).collect()))
            }
        }
    }

    #[test]
    fn weights_are_read() {
        let text = "\u{feff}party, votes ,note\r\n\"Bonn, the seat\",10.5,\"says \"\"yes\"\"\"\r\n\r\nParis,1e1,\n";
        let (parties, columns) = read(text, &["votes=11", "members=2"]).expect("no faults");
        assert_eq!(parties, ["Bonn, the seat", "Paris"]);
        assert_eq!(columns, [["10.5", "10"], ["1", "1"]]);
    }

    #[test]
    fn all_faults_are_told_with_their_places() {
        let text = "party,weight,weight\nA,-1,0\nA,x,0\n,3,0\nB,1\n\"C,1";
        let faults = read(text, &["weight=3", "wieght=2"]).expect_err("faults");
        for expected in [
            "1:14 there are two columns `weight`",
            "1:1 there is no column `wieght`",
            "2:3 found -1, expected a weight of nought or more",
            "3:1 the party `A` is there twice",
            "3:3 found `x`, expected a number",
            "4:1 found no name, expected a party",
            "5:3 found 2 fields, expected 3 as in the first line",
            "6:1 found quotes that are not closed",
        ] {
            assert!(faults.contains(&expected.to_owned()), "{expected} in {faults:#?}");
        }
        assert!(read("", &["weight=3"]).is_err_and(|faults| faults.len() >= 2));
        assert!(read("party,weight\n", &["weight=3"]).is_err_and(|faults| faults.len() == 1));
    }
}
