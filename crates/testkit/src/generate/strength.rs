//! Marks of strength put into a case that was generated without.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::GeneratedCase;
use crate::oracle::{Preference, Strong};

/// How the text of a case writes a party's preference.
enum Form {
    Statements(usize),
    Weights,
    Ranking(usize),
}

/// A case with strength stated for most of its parties whose order is full: the text with the marks, and for each party the relation
/// that they mean, none where nothing is stated. `share`: the chance of each party to have marks.
pub fn strengthened(case: &GeneratedCase, seed: u64, share: f64) -> (String, Vec<Option<Strong>>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(case.number);
    let mut text = case.text.clone();
    let relations = case.conflict.parties.iter().zip(&case.conflict.preference).map(|(party, preference)| {
        let Preference::Ranked(rank) = preference else { return None };
        let form = form(&text, party)?;
        if !rng.random_bool(share) {
            return None;
        }
        Some(match form {
            Form::Statements(count) => {
                // the first so many are strong; of the others some say that they are not
                let strong = rng.random_range(0..=count);
                let mut number = 0;
                text = mark(&text, &format!("[[preference.{party}.statement]]"), |_| {
                    number += 1;
                    if number <= strong {
                        Some("strong = true".to_owned())
                    } else {
                        (strong == 0 && number == 1 || rng.random_bool(0.3)).then(|| "strong = false".to_owned())
                    }
                });
                // a statement is one binary place of the rank
                relation(rank, &|better, worse| better >> (count - strong) > worse >> (count - strong))
            }
            Form::Weights => {
                let spread = rank.iter().max().unwrap_or(&0) - rank.iter().min().unwrap_or(&0);
                let least = rng.random_range(1..=spread.max(1) + 1);
                // in a table of its own, before the first weight
                let first = text.find(&format!("[[preference.{party}.weight]]")).unwrap_or(0);
                let half = if rng.random_bool(0.3) { ".5" } else { "" };
                text.insert_str(first, &format!("[preference.{party}]\nstrong_from = {least}{half}\n\n"));
                let twice = 2 * least + i64::from(!half.is_empty());
                relation(rank, &|better, worse| 2 * (better - worse) >= twice)
            }
            Form::Ranking(tiers) => {
                let gaps: Vec<usize> = (1..tiers).filter(|_| rng.random_bool(0.4)).collect();
                let listed: Vec<String> = gaps.iter().map(ToString::to_string).collect();
                let mut inside = false;
                let lines: Vec<String> = text
                    .lines()
                    .map(|line| {
                        inside = if line.starts_with('[') { line == format!("[preference.{party}]") } else { inside };
                        match line.strip_prefix("ranking = ").filter(|_| inside) {
                            Some(tiers) => format!("ranking = {{ order = {tiers}, strong_after = [{}] }}", listed.join(", ")),
                            None => line.to_owned(),
                        }
                    })
                    .collect();
                text = lines.join("\n") + "\n";
                // the best tier has the number tiers − 1, and is the first
                let gaps_below = |level: i64| gaps.iter().filter(|&&gap| tiers as i64 - level <= gap as i64).count();
                relation(rank, &|better, worse| gaps_below(better) > gaps_below(worse))
            }
        })
    });
    let relations = relations.collect();
    (text, relations)
}

fn relation(rank: &[i64], strong: &dyn Fn(i64, i64) -> bool) -> Strong {
    rank.iter().map(|&s| rank.iter().map(|&t| strong(s, t)).collect()).collect()
}

fn form(text: &str, party: &str) -> Option<Form> {
    let statements = text.matches(&format!("[[preference.{party}.statement]]")).count();
    if statements > 0 {
        return Some(Form::Statements(statements));
    }
    if text.contains(&format!("[[preference.{party}.weight]]")) {
        return Some(Form::Weights);
    }
    let (_, table) = text.split_once(&format!("[preference.{party}]\nranking = "))?;
    let line = table.lines().next()?;
    Some(Form::Ranking(line.matches('[').count() - 1))
}

/// Puts what `each` says in a line of its own after each line that is `head`.
fn mark(text: &str, head: &str, mut each: impl FnMut(usize) -> Option<String>) -> String {
    let mut marked = String::new();
    for (number, line) in text.lines().enumerate() {
        marked += line;
        marked += "\n";
        if line == head
            && let Some(mark) = each(number)
        {
            marked += &mark;
            marked += "\n";
        }
    }
    marked
}
