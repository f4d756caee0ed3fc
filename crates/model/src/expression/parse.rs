//! From text to a syntax tree with places.

use super::{Problem, Quantifier};
use std::ops::Range;

/// How deep expressions may nest: deeper ones are refused rather than risking the stack.
pub const MAXIMAL_DEPTH: usize = 200;

/// An expression as it was written, names not yet looked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Syntax {
    /// What it is.
    pub kind: SyntaxKind,
    /// Bytes of the expression's text.
    pub range: Range<usize>,
    /// How many levels of the tree are below this one: at most [`MAXIMAL_DEPTH`], so that whoever walks it recursively is safe.
    pub height: usize,
}

/// A word with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// The word; for names in several parts the parts joined by dots.
    pub text: String,
    /// Bytes of the expression's text.
    pub range: Range<usize>,
    /// Whether it was quoted.
    pub quoted: bool,
}

/// `name = value`, `name != value`, `name in (…)`, `name not in (…)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// What is compared.
    pub name: Name,
    /// The values of which one must be met.
    pub values: Vec<Name>,
    /// Whether it must be none of them.
    pub negated: bool,
}

/// `at least 2 of (…)`, `at least 255 of weight.votes in (…)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Count {
    /// How the number is compared.
    pub quantifier: Quantifier,
    /// The number.
    pub number: u64,
    /// The weight that is summed instead of counting, if any.
    pub weight: Option<Name>,
    /// What is counted.
    pub members: Vec<Syntax>,
}

/// The kinds of syntax.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SyntaxKind {
    /// `always` or `never`.
    Constant(bool),
    /// A name alone, or a pattern such as `YN--`.
    Name(Name),
    /// A comparison of a name with values.
    Comparison(Comparison),
    /// `after event`.
    After(Name),
    /// `not x`.
    Not(Box<Syntax>),
    /// `x and y and …`.
    And(Vec<Syntax>),
    /// `x or y or …`.
    Or(Vec<Syntax>),
    /// `x implies y`; also `y if x`.
    Implies(Box<Syntax>, Box<Syntax>),
    /// `x iff y`.
    Iff(Box<Syntax>, Box<Syntax>),
    /// A count of members.
    Count(Count),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Pattern(String),
    Number(u64),
    Open,
    Close,
    Comma,
    Dot,
    Equal,
    NotEqual,
}

impl Token {
    fn describe(&self) -> String {
        match self {
            Self::Word(word) | Self::Pattern(word) => format!("`{word}`"),
            Self::Quoted(text) => format!("`'{text}'`"),
            Self::Number(number) => format!("`{number}`"),
            Self::Open => "`(`".into(),
            Self::Close => "`)`".into(),
            Self::Comma => "`,`".into(),
            Self::Dot => "`.`".into(),
            Self::Equal => "`=`".into(),
            Self::NotEqual => "`!=`".into(),
        }
    }
}

const RESERVED: &[&str] =
    &["and", "or", "not", "implies", "iff", "if", "in", "of", "at", "least", "most", "exactly", "after", "always", "never"];

/// Reads an expression.
///
/// # Errors
/// The first fault, with its place. (After a fault in an expression the rest of it says little; the reader of the file goes on.)
///
/// # Complexity
/// Linear in the length of the text.
pub fn parse(text: &str) -> Result<Syntax, Problem> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens, position: 0, end: text.len() };
    let syntax = parser.expression(0)?;
    match parser.tokens.get(parser.position) {
        None => Ok(syntax),
        Some((token, range)) => Err(Problem {
            code: "syntax",
            range: range.clone(),
            message: format!("found {}, expected `and`, `or`, `implies`, `iff`, `if` or the end", token.describe()),
            help: matches!(token, Token::Word(_))
                .then(|| "names are one word, or `party.option`; put other names in 'single quotes'".into()),
        }),
    }
}

fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, Problem> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some(&(start, character)) = rest.peek() {
        if character.is_whitespace() {
            rest.next();
            continue;
        }
        let single = match character {
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            ',' => Some(Token::Comma),
            '.' => Some(Token::Dot),
            '=' => Some(Token::Equal),
            _ => None,
        };
        if let Some(token) = single {
            rest.next();
            tokens.push((token, start..start + 1));
            continue;
        }
        let take = |rest: &mut std::iter::Peekable<std::str::CharIndices<'_>>, wanted: &dyn Fn(char) -> bool| {
            let mut end = start;
            while let Some(&(at, next)) = rest.peek() {
                if !wanted(next) {
                    break;
                }
                end = at + next.len_utf8();
                rest.next();
            }
            end
        };
        if character == '!' {
            rest.next();
            if rest.peek().is_some_and(|&(_, next)| next == '=') {
                rest.next();
                tokens.push((Token::NotEqual, start..start + 2));
                continue;
            }
            return Err(Problem {
                code: "syntax",
                range: start..start + 1,
                message: "found `!`, expected a name or `not`".into(),
                help: Some("write `not x`, or `x != value`".into()),
            });
        }
        if character == '\'' {
            rest.next();
            let end = take(&mut rest, &|next| next != '\'').max(start + 1);
            if rest.next().is_none() {
                return Err(Problem {
                    code: "syntax",
                    range: start..text.len(),
                    message: "a quoted name has no end".into(),
                    help: Some("close it with `'`".into()),
                });
            }
            tokens.push((Token::Quoted(text[start + 1..end].to_owned()), start..end + 1));
            continue;
        }
        if character.is_ascii_digit() {
            let end = take(&mut rest, &|next| next.is_ascii_digit());
            let Ok(number) = text[start..end].parse() else {
                return Err(Problem {
                    code: "number",
                    range: start..end,
                    message: format!("the number `{}` is too large", &text[start..end]),
                    help: None,
                });
            };
            // a value may begin with a digit (`2nd`); it is a word then
            if rest.peek().is_some_and(|&(_, next)| unicode_ident::is_xid_continue(next)) {
                let end = take(&mut rest, &unicode_ident::is_xid_continue);
                tokens.push((Token::Word(text[start..end].to_owned()), start..end));
            } else {
                tokens.push((Token::Number(number), start..end));
            }
            continue;
        }
        if unicode_ident::is_xid_start(character) || character == '_' || character == '-' {
            let end = take(&mut rest, &|next| unicode_ident::is_xid_continue(next) || next == '-');
            let word = &text[start..end];
            if !word.contains('-') {
                tokens.push((Token::Word(word.to_owned()), start..end));
                continue;
            }
            if word.chars().all(|part| matches!(part, 'Y' | 'N' | '-')) {
                tokens.push((Token::Pattern(word.to_owned()), start..end));
                continue;
            }
            return Err(Problem {
                code: "syntax",
                range: start..end,
                message: format!("found `{word}`, expected a name"),
                help: Some("names have letters, digits and `_`; a hyphen belongs to patterns such as `YN-` only".into()),
            });
        }
        return Err(Problem {
            code: "syntax",
            range: start..start + character.len_utf8(),
            message: format!("found `{}`, expected a name, `not` or `(`", character.escape_debug()),
            help: matches!(character, '&' | '|' | '<' | '>').then(|| "the words are `and`, `or`, `implies`, `iff`".into()),
        });
    }
    Ok(tokens)
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    position: usize,
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.position).map(|(token, _)| token)
    }

    fn word(&self) -> Option<&str> {
        match self.peek() {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn word_after(&self, steps: usize) -> Option<&str> {
        match self.tokens.get(self.position + steps) {
            Some((Token::Word(word), _)) => Some(word),
            _ => None,
        }
    }

    fn here(&self) -> Range<usize> {
        self.tokens.get(self.position).map_or(self.end..self.end, |(_, range)| range.clone())
    }

    fn last_end(&self) -> usize {
        self.position.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |(_, range)| range.end)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.word() == Some(word);
        self.position += usize::from(found);
        found
    }

    fn eat(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.position += usize::from(found);
        found
    }

    fn fault(&self, expected: &str) -> Problem {
        let found = self.peek().map_or_else(|| "the end".to_owned(), Token::describe);
        Problem { code: "syntax", range: self.here(), message: format!("found {found}, expected {expected}"), help: None }
    }

    fn expect(&mut self, token: &Token, expected: &str) -> Result<(), Problem> {
        if self.eat(token) { Ok(()) } else { Err(self.fault(expected)) }
    }

    /// A leaf of the tree.
    fn leaf(&self, start: usize, kind: SyntaxKind) -> Syntax {
        Syntax { kind, range: start..self.last_end(), height: 0 }
    }

    /// A node above others of which the highest has `below` levels, unless that makes it too high.
    fn node(&self, start: usize, below: usize, kind: SyntaxKind) -> Result<Syntax, Problem> {
        self.allow(below)?;
        Ok(Syntax { kind, range: start..self.last_end(), height: below + 1 })
    }

    /// Refuses more than [`MAXIMAL_DEPTH`] levels, of the tree and of calls to read it.
    fn allow(&self, depth: usize) -> Result<(), Problem> {
        if depth < MAXIMAL_DEPTH {
            return Ok(());
        }
        Err(Problem {
            code: "too-deep",
            range: self.here(),
            message: format!("more than {MAXIMAL_DEPTH} levels of nesting"),
            help: Some("split it into several expressions".into()),
        })
    }

    fn expression(&mut self, depth: usize) -> Result<Syntax, Problem> {
        self.allow(depth)?;
        let start = self.here().start;
        let mut left = self.iff(depth)?;
        while self.eat_word("if") {
            let condition = self.iff(depth)?;
            let below = condition.height.max(left.height);
            left = self.node(start, below, SyntaxKind::Implies(Box::new(condition), Box::new(left)))?;
        }
        Ok(left)
    }

    fn iff(&mut self, depth: usize) -> Result<Syntax, Problem> {
        let start = self.here().start;
        let mut left = self.implies(depth)?;
        while self.eat_word("iff") {
            let right = self.implies(depth)?;
            let below = left.height.max(right.height);
            left = self.node(start, below, SyntaxKind::Iff(Box::new(left), Box::new(right)))?;
        }
        Ok(left)
    }

    fn implies(&mut self, depth: usize) -> Result<Syntax, Problem> {
        let start = self.here().start;
        let mut parts = vec![self.or(depth)?];
        while self.eat_word("implies") {
            self.allow(parts.len())?;
            parts.push(self.or(depth)?);
        }
        let mut right = parts.pop().expect("at least one part was read");
        while let Some(left) = parts.pop() {
            let below = left.height.max(right.height);
            right = self.node(start, below, SyntaxKind::Implies(Box::new(left), Box::new(right)))?;
        }
        Ok(right)
    }

    fn or(&mut self, depth: usize) -> Result<Syntax, Problem> {
        let start = self.here().start;
        let mut parts = vec![self.and(depth)?];
        while self.eat_word("or") {
            parts.push(self.and(depth)?);
        }
        if parts.len() == 1 { Ok(parts.remove(0)) } else { self.node(start, highest(&parts), SyntaxKind::Or(parts)) }
    }

    fn and(&mut self, depth: usize) -> Result<Syntax, Problem> {
        let start = self.here().start;
        let mut parts = vec![self.not(depth)?];
        while self.eat_word("and") {
            parts.push(self.not(depth)?);
        }
        if parts.len() == 1 { Ok(parts.remove(0)) } else { self.node(start, highest(&parts), SyntaxKind::And(parts)) }
    }

    fn not(&mut self, depth: usize) -> Result<Syntax, Problem> {
        let start = self.here().start;
        let mut times = 0;
        while self.eat_word("not") {
            times += 1;
        }
        let inner = self.atom(depth)?;
        match times {
            0 => Ok(inner),
            _ if times % 2 == 1 => self.node(start, inner.height, SyntaxKind::Not(Box::new(inner))),
            _ => Ok(Syntax { range: start..inner.range.end, ..inner }),
        }
    }

    fn atom(&mut self, depth: usize) -> Result<Syntax, Problem> {
        let start = self.here().start;
        if self.eat(&Token::Open) {
            let inner = self.expression(depth + 1)?;
            self.expect(&Token::Close, "`)`")?;
            return Ok(Syntax { range: start..self.last_end(), ..inner });
        }
        if let Some(Token::Pattern(pattern)) = self.peek() {
            let name = Name { text: pattern.clone(), range: self.here(), quoted: false };
            self.position += 1;
            return Ok(self.leaf(start, SyntaxKind::Name(name)));
        }
        match self.word() {
            Some("always") => {
                self.position += 1;
                return Ok(self.leaf(start, SyntaxKind::Constant(true)));
            }
            Some("never") => {
                self.position += 1;
                return Ok(self.leaf(start, SyntaxKind::Constant(false)));
            }
            Some("after") => {
                self.position += 1;
                let event = self.name("the name of an event")?;
                return Ok(self.leaf(start, SyntaxKind::After(event)));
            }
            Some("at" | "exactly") => return self.count(depth),
            _ => {}
        }
        let name = self.name("a name, `not` or `(`")?;
        let negated_in = self.word() == Some("not") && self.word_after(1) == Some("in");
        if self.eat(&Token::Equal) || self.peek() == Some(&Token::NotEqual) {
            let negated = self.eat(&Token::NotEqual);
            let value = self.value()?;
            return Ok(self.leaf(start, SyntaxKind::Comparison(Comparison { name, values: vec![value], negated })));
        }
        if negated_in || self.word() == Some("in") {
            self.position += if negated_in { 2 } else { 1 };
            self.expect(&Token::Open, "`(` and a list of values")?;
            let mut values = vec![self.value()?];
            while self.eat(&Token::Comma) {
                values.push(self.value()?);
            }
            self.expect(&Token::Close, "`,` or `)`")?;
            return Ok(self.leaf(start, SyntaxKind::Comparison(Comparison { name, values, negated: negated_in })));
        }
        Ok(self.leaf(start, SyntaxKind::Name(name)))
    }

    fn count(&mut self, depth: usize) -> Result<Syntax, Problem> {
        let start = self.here().start;
        let quantifier = if self.eat_word("exactly") {
            Quantifier::Exactly
        } else {
            self.position += 1;
            if self.eat_word("least") {
                Quantifier::AtLeast
            } else if self.eat_word("most") {
                Quantifier::AtMost
            } else {
                return Err(self.fault("`least` or `most`"));
            }
        };
        let Some(&Token::Number(number)) = self.peek() else {
            return Err(self.fault("a whole number"));
        };
        self.position += 1;
        if !self.eat_word("of") {
            return Err(self.fault("`of`"));
        }
        let mut weight = None;
        if self.peek() != Some(&Token::Open) {
            weight = Some(self.name("`(` or the name of a weight")?);
            if !self.eat_word("in") {
                return Err(self.fault("`in`"));
            }
        }
        self.expect(&Token::Open, "`(`")?;
        let mut members = vec![self.expression(depth + 1)?];
        while self.eat(&Token::Comma) {
            members.push(self.expression(depth + 1)?);
        }
        self.expect(&Token::Close, "`,` or `)`")?;
        self.node(start, highest(&members), SyntaxKind::Count(Count { quantifier, number, weight, members }))
    }

    fn name(&mut self, expected: &str) -> Result<Name, Problem> {
        let range = self.here();
        match self.peek() {
            Some(Token::Quoted(text)) => {
                let name = Name { text: text.clone(), range, quoted: true };
                self.position += 1;
                Ok(name)
            }
            Some(Token::Word(word)) if !RESERVED.contains(&word.as_str()) => {
                let mut name = Name { text: word.clone(), range, quoted: false };
                self.position += 1;
                while self.eat(&Token::Dot) {
                    let range = self.here();
                    match self.peek() {
                        Some(Token::Word(part)) => {
                            name.text.push('.');
                            name.text.push_str(part);
                            name.range.end = range.end;
                            self.position += 1;
                        }
                        _ => return Err(self.fault("a word after the dot")),
                    }
                }
                Ok(name)
            }
            _ => Err(self.fault(expected)),
        }
    }

    fn value(&mut self) -> Result<Name, Problem> {
        let range = self.here();
        match self.peek() {
            Some(Token::Number(number)) => {
                let name = Name { text: number.to_string(), range, quoted: false };
                self.position += 1;
                Ok(name)
            }
            Some(Token::Word(_) | Token::Quoted(_)) => {
                let quoted = matches!(self.peek(), Some(Token::Quoted(_)));
                let Some((Token::Word(text) | Token::Quoted(text), _)) = self.tokens.get(self.position) else {
                    return Err(self.fault("a value"));
                };
                let name = Name { text: text.clone(), range, quoted };
                self.position += 1;
                Ok(name)
            }
            _ => Err(self.fault("a value")),
        }
    }
}

/// How many levels the highest of some trees has.
fn highest(parts: &[Syntax]) -> usize {
    parts.iter().map(|part| part.height).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (String, Range<usize>) {
        let problem = parse(text).expect_err("a fault was expected");
        (problem.message, problem.range)
    }

    #[test]
    fn not_binds_a_whole_comparison() {
        let SyntaxKind::Not(inner) = parse("not alliance = nato").unwrap().kind else { panic!("not a negation") };
        assert!(matches!(inner.kind, SyntaxKind::Comparison(_)));
    }

    #[test]
    fn if_binds_weakest() {
        let SyntaxKind::Implies(condition, consequence) = parse("a or b if c and d").unwrap().kind else { panic!("no `if`") };
        assert!(matches!(condition.kind, SyntaxKind::And(_)));
        assert!(matches!(consequence.kind, SyntaxKind::Or(_)));
    }

    #[test]
    fn faults_name_what_was_found_and_expected() {
        assert_eq!(fault("a and"), ("found the end, expected a name, `not` or `(`".into(), 5..5));
        assert_eq!(fault("a b").0, "found `b`, expected `and`, `or`, `implies`, `iff`, `if` or the end");
        assert_eq!(fault("(a"), ("found the end, expected `)`".into(), 2..2));
        assert_eq!(fault("at least x of (a)").0, "found `x`, expected a whole number");
        assert_eq!(fault("é & b").1, 3..4);
        assert!(fault(&"(".repeat(5000)).0.contains("levels of nesting"));
    }

    #[test]
    fn patterns_and_quotes_are_names() {
        assert!(matches!(parse("YN--").unwrap().kind, SyntaxKind::Name(_)));
        assert!(matches!(parse("'state 9'").unwrap().kind, SyntaxKind::Name(Name { quoted: true, .. })));
        assert!(parse("état.étape = oui").is_ok());
    }

    #[test]
    fn long_chains_are_wide_or_refused() {
        assert!(parse(&vec!["a"; 5000].join(" and ")).is_ok());
        for link in [" implies ", " iff ", " if "] {
            assert!(fault(&vec!["a"; 5000].join(link)).0.contains("levels of nesting"), "{link}");
        }
    }

    #[test]
    fn the_whole_tree_is_bounded() {
        for link in [" implies ", " iff ", " if "] {
            // few parentheses, each with a chain that alone is short enough; which end of a chain is deep depends on the word
            let chain = vec!["a"; 100].join(link);
            let deep_first = (0..100).fold("a".to_owned(), |inner, _| format!("({inner}{link}{chain})"));
            let deep_last = (0..100).fold("a".to_owned(), |inner, _| format!("({chain}{link}{inner})"));
            assert!(parse(&deep_first).is_err() || parse(&deep_last).is_err(), "{link}");
            for text in [deep_first, deep_last] {
                assert!(
                    parse(&text).is_ok_and(|tree| tree.height <= MAXIMAL_DEPTH) || fault(&text).0.contains("levels of nesting"),
                    "{link}"
                );
            }
        }
        assert!(parse(&format!("{}a{}", "not (a and ".repeat(99), ")".repeat(99))).is_ok());
    }
}
