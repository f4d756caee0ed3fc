//! Names of other tools made into words of the expression language.

use detente_model::expression::{Syntax, SyntaxKind, parse};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization as _;

/// Names made into words that expressions can use, each once.
#[derive(Default)]
pub(super) struct Words {
    taken: HashSet<String>,
    next: HashMap<String, usize>,
}

/// The longest word that is made of a name, in characters.
const MAXIMAL_WORD: usize = 40;

/// Words that mean something in expressions, rules or tables, and so are no names.
const SPOKEN_FOR: &[&str] =
    &["and", "or", "not", "implies", "iff", "if", "in", "of", "at", "after", "always", "never", "exactly", "members", "weight", "state"];

impl Words {
    /// `Release Water` becomes `release_water`: lower case, accents kept, whatever cannot stand in a word replaced by `_`. A
    /// second thing of the same name becomes `release_water_2`; what begins with a digit, means something else or is empty
    /// gets `sort` before it.
    pub(super) fn make(&mut self, name: &str, sort: &str) -> String {
        let mut word = String::new();
        for character in name.nfc().flat_map(char::to_lowercase) {
            if stands_in_word(character) {
                word.push(character);
            } else if !word.is_empty() && !word.ends_with('_') {
                word.push('_');
            }
            if word.chars().count() >= MAXIMAL_WORD {
                break;
            }
        }
        let mut word = word.trim_matches('_').to_owned();
        if word.is_empty() {
            word = sort.to_owned();
        } else if SPOKEN_FOR.contains(&word.as_str()) || !is_word(&word) || !word.starts_with(char::is_alphabetic) {
            word = format!("{sort}_{word}");
        }
        if self.taken.insert(word.clone()) {
            return word;
        }
        let number = self.next.entry(word.clone()).or_insert(2);
        loop {
            let numbered = format!("{word}_{number}");
            *number += 1;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// Whether a character can stand inside a word of the expression language: asked of its parser, so that the two cannot differ.
fn stands_in_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || character == '_';
    }
    is_word(&format!("a{character}"))
}

/// Whether the expression language reads a text as one name.
pub(super) fn is_word(text: &str) -> bool {
    matches!(parse(text), Ok(Syntax { kind: SyntaxKind::Name(name), .. }) if !name.quoted && name.text == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        let mut words = Words::default();
        for (name, word) in [
            ("Release Water", "release_water"),
            ("Release  water!", "release_water_2"),
            ("release_water_2", "release_water_2_2"),
            ("Élargir l'accord", "élargir_l_accord"),
            ("e\u{301}largir", "élargir"),
            ("договор", "договор"),
            ("条約", "条約"),
            ("2nd strike", "option_2nd_strike"),
            ("", "option"),
            ("---", "option_2"),
            ("Not", "option_not"),
            ("State", "option_state"),
            ("²", "option_3"),
            ("YN", "yn"),
        ] {
            assert_eq!(words.make(name, "option"), word, "{name}");
        }
        let long = words.make(&"very long name ".repeat(50), "option");
        assert!(long.chars().count() <= MAXIMAL_WORD, "{long}");
        assert!(words.taken.iter().all(|word| is_word(word) && is_word(&format!("a.{word}"))));
    }
}
