//! What the end of a word says about the end of a sentence, word by word, without looking round.

use super::word::is_closing_quote;

/// How a word ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Nothing that could end a sentence.
    Open,
    /// A full stop, question mark or exclamation mark that ends nothing but a sentence.
    Full,
    /// An ellipsis.
    Ellipsis,
    /// Digits and a full stop: the end of a sentence, or the number of a point.
    Number,
    /// A title (`Mr.`) or an abbreviation that always has something after it (`cf.`).
    Title,
    /// An initial or several (`M.S.`), as of a name.
    Initials,
    /// An abbreviation that may also end a sentence (`U.S.`, `a.m.`).
    Short,
    /// An abbreviation if a number follows (`No. 3`, `Jan. 5`), otherwise the end of a sentence.
    BeforeNumber,
}

const TITLES: [&str; 47] = [
    "mr", "mrs", "ms", "mx", "messrs", "mme", "mlle", "dr", "prof", "gen", "lt", "col", "maj", "capt", "cmdr", "adm", "sgt", "sen", "rep",
    "gov", "amb", "sec", "pres", "hon", "rev", "fr", "st", "ste", "sr", "sra", "dott", "ing", "hr", "cf", "vs", "viz", "e.g", "i.e", "z.b",
    "d.h", "bzw", "vgl", "ed", "eds", "trans", "ca", "approx",
];
const SHORT: [&str; 28] = [
    "u.s", "u.k", "u.n", "e.u", "e.c", "u.s.s.r", "u.s.a", "g.d.r", "f.r.g", "d.c", "p.r.c", "d.d.r", "b.r.d", "w.t.o", "n.a.t.o", "a.m",
    "p.m", "b.c", "a.d", "ph.d", "inc", "ltd", "co", "corp", "jr", "gmbh", "bros", "u.a",
];
const BEFORE_NUMBER: [&str; 30] = [
    "no", "nos", "nr", "art", "arts", "para", "paras", "par", "abs", "vol", "vols", "p", "pp", "fig", "ch", "chap", "fn", "n", "sect",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov",
];
const STARTERS: [&str; 72] = [
    "a",
    "after",
    "all",
    "although",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "can",
    "did",
    "do",
    "does",
    "even",
    "everyone",
    "for",
    "from",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "is",
    "it",
    "its",
    "let",
    "many",
    "my",
    "no",
    "nobody",
    "not",
    "now",
    "on",
    "one",
    "only",
    "or",
    "our",
    "perhaps",
    "she",
    "since",
    "so",
    "some",
    "such",
    "that",
    "the",
    "their",
    "then",
    "there",
    "therefore",
    "these",
    "they",
    "this",
    "those",
    "thus",
    "to",
    "we",
    "what",
    "when",
    "why",
    "yes",
    "you",
    "your",
];

/// How `word` ends, behind closing quotes and brackets and the mark of a footnote.
pub(super) fn ending(word: &str) -> Ending {
    let core = without_closers(word);
    match core.chars().next_back() {
        Some('?' | '!' | '‽' | '؟' | '。' | '！' | '？' | '।' | '۔' | '։') => Ending::Full,
        Some('…') => Ending::Ellipsis,
        Some('.') if core.ends_with("..") => Ending::Ellipsis,
        Some('.') => full_stop(core),
        Some(_) | None => Ending::Open,
    }
}

fn full_stop(core: &str) -> Ending {
    let body = core[..core.len() - 1].trim_start_matches(is_opener);
    if body.is_empty() {
        return Ending::Full;
    }
    if body.bytes().all(|b| b.is_ascii_digit()) {
        return Ending::Number;
    }
    if body.len() <= 8 {
        let lower = body.to_lowercase();
        let lower = lower.as_str();
        if TITLES.contains(&lower) {
            return Ending::Title;
        }
        if SHORT.contains(&lower) {
            return Ending::Short;
        }
        if BEFORE_NUMBER.contains(&lower) && (lower.len() > 1 || body == lower) {
            return Ending::BeforeNumber;
        }
    }
    if is_initials(core.trim_start_matches(is_opener)) { Ending::Initials } else { Ending::Full }
}

/// Whether a word is one or more initials and nothing else: `F.`, `M.S.`, `J.-P.`, `Yu.A.`
pub(super) fn is_initials(word: &str) -> bool {
    let Some(body) = word.strip_suffix('.') else {
        return false;
    };
    body.len() <= 24
        && body.split('.').all(|part| {
            let mut letters = part.strip_prefix('-').unwrap_or(part).chars();
            letters.next().is_some_and(char::is_uppercase)
                && letters.next().is_none_or(|c| c.is_lowercase() && body.contains('.'))
                && letters.next().is_none()
        })
}

/// Whether `word` is a title that ends in a full stop, such as `Mr.`
pub(super) fn is_title(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && ending(word) == Ending::Title
}

/// Whether `word` often opens a sentence and is seldom part of a name.
pub(super) fn is_starter(word: &str) -> bool {
    let bare = word.trim_start_matches(is_opener).trim_end_matches(|c: char| !c.is_alphabetic());
    bare.starts_with(char::is_uppercase)
        && bare.len() <= 9
        && STARTERS.contains(&bare.split(['’', '\'']).next().unwrap_or(bare).to_lowercase().as_str())
}

/// Whether `word` may open a sentence or a quotation rather than be part of what it opens.
pub(super) fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '»' | '›' | '”' | '’' | '(' | '[' | '{' | '¿' | '¡')
}

/// `word` without closing quotes and brackets at its end, or the mark of a footnote there (`[3]`, `³`).
pub(super) fn without_closers(word: &str) -> &str {
    let is_closer = |c: char| is_closing_quote(c) || matches!(c, ')' | ']' | '}');
    let is_superscript = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '*' | '†' | '‡');
    let mut core = word.trim_end_matches(is_superscript);
    if let Some(inner) = core.strip_suffix(']') {
        let before = inner.trim_end_matches(|c: char| c.is_ascii_digit());
        if before.len() < inner.len()
            && let Some(before) = before.strip_suffix('[')
            && !before.is_empty()
        {
            core = before;
        }
    }
    core.trim_end_matches(is_closer)
}

/// Whether a word has a letter or a digit in it.
pub(super) fn has_substance(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}
