//! Who speaks when: the labels that open turns.
//!
//! Two passes over the words, never over lines. The first collects whatever has the shape of a label and stands where
//! a sentence could begin; the second keeps those that the record as a whole bears out. A name inside a sentence is
//! no label, whatever stands after it.

use std::ops::Range;

use indexmap::IndexMap;

use super::ending::{Ending, ending, has_substance, is_initials, is_starter, is_title};
use super::normalise::normalise;
use super::word::{Flow, is_hyphen, is_long_dash};

/// The most words a label has, a remark in parentheses apart.
const MAX_WORDS: usize = 7;
/// The most words that a remark in parentheses between a name and its colon has.
const MAX_REMARK: usize = 5;

const PARTICLES: [&str; 27] = [
    "de", "del", "della", "di", "da", "do", "dos", "du", "des", "la", "le", "van", "von", "der", "den", "zu", "zum", "ter", "ten", "bin",
    "ibn", "ben", "al", "el", "of", "and", "y",
];
const ROLES: [&str; 14] = [
    "president",
    "chairman",
    "chairwoman",
    "chair",
    "secretary",
    "minister",
    "chancellor",
    "speaker",
    "ambassador",
    "general",
    "premier",
    "prime",
    "foreign",
    "vice",
];
/// Words that stand before a colon or as a sentence of one word without being anyone's name.
const NO_NAMES: [&str; 86] = [
    "about",
    "above",
    "agenda",
    "again",
    "also",
    "annex",
    "appendix",
    "archive",
    "attachment",
    "background",
    "cc",
    "chapter",
    "classification",
    "comment",
    "conclusion",
    "confidential",
    "contents",
    "copy",
    "country",
    "date",
    "dear",
    "declassified",
    "distribution",
    "document",
    "draft",
    "drafted",
    "editor",
    "editors",
    "example",
    "fifth",
    "finally",
    "first",
    "firstly",
    "fourth",
    "further",
    "furthermore",
    "hence",
    "incidentally",
    "indeed",
    "item",
    "last",
    "lastly",
    "location",
    "meanwhile",
    "memcon",
    "memorandum",
    "moreover",
    "namely",
    "next",
    "note",
    "notes",
    "objective",
    "observers",
    "otherwise",
    "page",
    "part",
    "participants",
    "place",
    "present",
    "quote",
    "re",
    "reference",
    "remark",
    "result",
    "second",
    "secondly",
    "secret",
    "section",
    "see",
    "source",
    "sources",
    "subject",
    "summary",
    "telegram",
    "third",
    "thirdly",
    "time",
    "title",
    "topic",
    "transcript",
    "translated",
    "translation",
    "venue",
    "via",
    "warning",
    "well",
];

/// A label that opens a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// The words of the label.
    pub(super) words: Range<usize>,
    /// Who speaks: the name without what ends it.
    pub(super) speaker: String,
}

/// What ends a label. A record uses one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Colon,
    FullStop,
}

/// What a label looks like, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// `M.S. Gorbachev`, `Mr. Baker`.
    Titled,
    /// `THE PRESIDENT`, `BAKER`.
    Capitals,
    /// `Baker`, `Secretary Baker`.
    Plain,
}

/// What stands before a label, as far as it lets one begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// Nothing: the text begins here.
    Start,
    /// The end of a sentence.
    Clear,
    /// Perhaps the end of a sentence: `U.S.`, a dash. Good enough for a label known from elsewhere.
    Doubtful,
    /// A capitalised word or a number, as headings end. Good enough for a known label that opens the first turn.
    Heading,
    /// The middle of a sentence.
    Inside,
}

/// A place where a label may stand.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    first: u32,
    words: u8,
    mark: Mark,
    shape: Shape,
    before: Before,
    name: u32,
}

/// What is known of a name with its mark.
#[derive(Default)]
struct Known {
    /// How often it stands where a label surely may.
    count: u32,
    accepted: bool,
}

/// The labels of a record, in order, not overlapping, each with a word or more after it that is no label. Linear.
pub(super) fn labels(flow: &Flow) -> Vec<Label> {
    let mut known: IndexMap<(bool, String), Known> = IndexMap::new();
    let mut candidates = collect(flow, &mut known);
    let Some(mark) = judge(&candidates, &mut known) else {
        return Vec::new();
    };
    shorten(flow, &mut candidates, &known, mark);
    let mut labels: Vec<Label> = Vec::new();
    for candidate in candidates {
        let Some(((_, speaker), name)) = known.get_index(candidate.name as usize) else {
            continue;
        };
        let first = candidate.first as usize;
        let words = first..first + usize::from(candidate.words);
        let fits = match candidate.before {
            Before::Start | Before::Clear | Before::Doubtful => true,
            Before::Heading => labels.is_empty(),
            Before::Inside => false,
        };
        if candidate.mark != mark || !name.accepted || !fits || words.end >= flow.len() {
            continue;
        }
        if let Some(previous) = labels.last() {
            if words.start < previous.words.end {
                continue;
            }
            if words.start == previous.words.end {
                labels.pop(); // nobody said anything
            }
        }
        labels.push(Label { words, speaker: speaker.clone() });
    }
    labels
}

/// Every place that has the shape of a label and could be one.
fn collect(flow: &Flow, known: &mut IndexMap<(bool, String), Known>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut before = Before::Start;
    let mut opened: Option<Before> = None; // what stood before the bracket that is open
    let mut sure = false; // a sure candidate has been seen, so that headings are over
    for at in 0..flow.len() {
        let may_begin = match before {
            Before::Start | Before::Clear | Before::Doubtful => true,
            Before::Heading => !sure,
            Before::Inside => false,
        };
        if may_begin && let Some((words, mark, shape, name)) = parse(flow, at) {
            let counts = matches!(before, Before::Start | Before::Clear);
            sure |= before == Before::Clear && shape == Shape::Titled;
            let entry = known.entry((mark == Mark::Colon, name));
            let index = entry.index();
            entry.or_default().count += u32::from(counts);
            candidates.push(Candidate {
                first: u32::try_from(at).expect("fewer words than bytes"),
                words,
                mark,
                shape,
                before,
                name: u32::try_from(index).expect("fewer names than bytes"),
            });
        }
        let word = flow.word(at);
        if word.starts_with(['(', '[']) {
            opened = Some(before);
        }
        before = after(word);
        if word.ends_with([')', ']'])
            && let Some(outside) = opened.take()
            && before != Before::Clear
        {
            before = if outside == Before::Start { Before::Clear } else { outside };
        }
    }
    candidates
}

/// What a word leaves open for a label that comes next.
fn after(word: &str) -> Before {
    match ending(word) {
        Ending::Full | Ending::Ellipsis | Ending::Number => Before::Clear,
        Ending::Short | Ending::BeforeNumber => Before::Doubtful,
        Ending::Title | Ending::Initials => Before::Inside,
        Ending::Open => {
            if word.ends_with(is_long_dash) || word.ends_with("--") || word.chars().all(is_hyphen) {
                Before::Doubtful
            } else if word.ends_with(|c: char| c.is_ascii_digit())
                || word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphanumeric)
                || word.chars().all(|c| matches!(c, '=' | '_' | '*' | '#' | '~'))
            {
                Before::Heading
            } else {
                Before::Inside
            }
        }
    }
}

/// Marks the names that the record bears out as speakers, and says what ends its labels; `None` if nobody is named.
fn judge(candidates: &[Candidate], known: &mut IndexMap<(bool, String), Known>) -> Option<Mark> {
    let count = |candidate: &Candidate| known.get_index(candidate.name as usize).map_or(0, |(_, name)| name.count);
    let is_single = |candidate: &Candidate| candidate.words == 1;
    let mut totals = [0_u32; 2];
    let mut accepted: [Vec<u32>; 2] = [Vec::new(), Vec::new()];
    for (slot, mark) in [Mark::Colon, Mark::FullStop].into_iter().enumerate() {
        let here = || candidates.iter().filter(move |c| c.mark == mark && matches!(c.before, Before::Start | Before::Clear));
        let has = |shape: Shape| here().any(|c| c.shape == shape);
        let repeated = here().any(|c| count(c) > 1);
        let at_start = here().any(|c| c.before == Before::Start);
        let mut capitals = here().filter(|c| c.shape == Shape::Capitals).map(|c| c.name);
        let first_in_capitals = capitals.next();
        let several_in_capitals = capitals.any(|name| Some(name) != first_in_capitals);
        let confident = repeated || at_start || several_in_capitals;
        let surer = has(Shape::Titled) || has(Shape::Capitals);
        for candidate in here() {
            let again = count(candidate) > 1;
            let keep = match (mark, candidate.shape) {
                (Mark::Colon | Mark::FullStop, Shape::Titled) => true,
                (Mark::Colon, Shape::Capitals) => confident,
                (Mark::FullStop, Shape::Capitals) => again || confident && !is_single(candidate),
                (Mark::Colon, Shape::Plain) => again || confident && !surer,
                (Mark::FullStop, Shape::Plain) => again && !surer && !is_single(candidate),
            };
            if keep {
                totals[slot] += 1;
                accepted[slot].push(candidate.name);
            }
        }
    }
    let [colons, stops] = totals;
    let (mark, names) = match (colons, stops) {
        (0, 0) => return None,
        (colons, stops) if colons >= stops => (Mark::Colon, &accepted[0]),
        (_, _) => (Mark::FullStop, &accepted[1]),
    };
    for name in names {
        if let Some((_, name)) = known.get_index_mut(*name as usize) {
            name.accepted = true;
        }
    }
    Some(mark)
}

/// Frees labels at the start of the text of the heading that runs into them: `SECRET THE PRESIDENT:` is
/// `THE PRESIDENT:` if that is a label elsewhere.
fn shorten(flow: &Flow, candidates: &mut [Candidate], known: &IndexMap<(bool, String), Known>, mark: Mark) {
    for candidate in candidates {
        match candidate.before {
            Before::Start => {}
            // the heading's other words are candidates of their own
            Before::Heading | Before::Clear | Before::Doubtful | Before::Inside => continue,
        }
        if known.get_index(candidate.name as usize).is_some_and(|(_, name)| name.count > 1) {
            continue;
        }
        for skipped in 1..candidate.words {
            let Some((words, found, shape, name)) = parse(flow, candidate.first as usize + usize::from(skipped)) else {
                continue;
            };
            if found != mark {
                continue;
            }
            if let Some((index, _, name)) = known.get_full(&(mark == Mark::Colon, name))
                && name.accepted
                && name.count > 0
            {
                candidate.first += u32::from(skipped);
                (candidate.words, candidate.mark, candidate.shape) = (words, found, shape);
                candidate.name = u32::try_from(index).expect("fewer names than bytes");
                break;
            }
        }
    }
}

/// A label that begins with word `at`, if what stands there has the shape of one: the number of its words, its mark,
/// its shape, its name.
fn parse(flow: &Flow, at: usize) -> Option<(u8, Mark, Shape, String)> {
    let mut titled = false;
    let mut names = 0; // words of the name proper
    let mut all_capitals = true;
    let mut has_capital = false;
    let mut words = 0_u8;
    let (mark, last) = loop {
        let here = at + usize::from(words);
        let word = flow.word(here);
        if usize::from(words) == MAX_WORDS || word.is_empty() || word.len() > 64 {
            return None;
        }
        words += 1;
        let (core, mark) = split_mark(word);
        if is_initials(word) || is_title(word) && names == 0 {
            if names > 1 || titled && is_title(word) && !is_title(flow.word(here - 1)) {
                return None;
            }
            titled = true;
            continue;
        }
        if !is_name(core) {
            if mark.is_none() && (names > 0 || titled) && is_particle(core) || words == 1 && is_particle(core) && mark.is_none() {
                continue;
            }
            return None;
        }
        names += 1;
        all_capitals &= !core.chars().any(char::is_lowercase);
        has_capital |= core.chars().any(char::is_uppercase);
        if let Some(mark) = mark {
            break (mark, core);
        }
        if flow.word(here + 1).starts_with('(') {
            let (remark, mark) = remark(flow, here + 1)?;
            let name = name(flow, at..at + usize::from(words), core);
            words += remark;
            return shape(flow, at, words, titled, names, all_capitals && has_capital, mark).map(|shape| (words, mark, shape, name));
        }
    };
    let name = name(flow, at..at + usize::from(words), last);
    let shape = shape(flow, at, words, titled, names, all_capitals && has_capital, mark)?;
    Some((words, mark, shape, name))
}

/// The name that the words of a label make, `last` being the last of them without its mark.
fn name(flow: &Flow, words: Range<usize>, last: &str) -> String {
    let before = flow.text(words.start..words.end - 1);
    normalise(&format!("{before} {last}"))
}

/// The words of a remark that begins at `at` and ends with a mark, such as `(interrupting):`, and the mark.
fn remark(flow: &Flow, at: usize) -> Option<(u8, Mark)> {
    let mut words = 0_u8;
    while usize::from(words) < MAX_REMARK {
        let word = flow.word(at + usize::from(words));
        if word.is_empty() || word.len() > 64 {
            return None;
        }
        words += 1;
        if let (core, Some(mark)) = split_mark(word)
            && core.ends_with(')')
        {
            return Some((words, mark));
        }
        if word.contains(')') {
            return None;
        }
    }
    None
}

/// A word without what would end a label, and what that is.
fn split_mark(word: &str) -> (&str, Option<Mark>) {
    let bare = word.trim_end_matches(|c: char| is_hyphen(c) || is_long_dash(c));
    if let Some(core) = bare.strip_suffix([':', '：']) {
        // `BAKER.:` is rare but plain
        (core.strip_suffix('.').unwrap_or(core), Some(Mark::Colon))
    } else if let Some(core) = bare.strip_suffix('.') {
        (core, Some(Mark::FullStop))
    } else {
        (word, None)
    }
}

/// Whether a word can be part of a name: it begins with a capital, or in a script without capitals.
fn is_name(core: &str) -> bool {
    core.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && core.chars().all(|c| {
            c.is_alphanumeric()
                || is_hyphen(c)
                || matches!(c, '\'' | '’' | '‘' | '.' | '·')
                || unicode_normalization::char::is_combining_mark(c)
        })
        && !core.contains("..")
}

fn is_particle(core: &str) -> bool {
    PARTICLES.contains(&core)
        || core.len() <= 16 && core.starts_with(char::is_uppercase) && PARTICLES.contains(&core.to_lowercase().as_str())
}

/// The shape of a label, or `None` if after all it is none.
fn shape(flow: &Flow, at: usize, words: u8, titled: bool, names: u32, all_capitals: bool, mark: Mark) -> Option<Shape> {
    let end = at + usize::from(words);
    let next = (end..end + 3).map(|at| flow.word(at)).find(|word| has_substance(word))?;
    if mark == Mark::FullStop && next.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase) {
        return None;
    }
    let bare = |at: usize| flow.word(at).trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if titled {
        // `Mr. President` is spoken to
        let is_address = names == 1 && ROLES.contains(&bare(end - 1).as_str()) && !is_initials(flow.word(at));
        return (names <= 3 && !is_address).then_some(Shape::Titled);
    }
    let first = bare(at);
    if NO_NAMES.contains(&first.as_str()) || words == 1 && is_starter_alone(flow.word(at), mark) {
        return None;
    }
    Some(if all_capitals { Shape::Capitals } else { Shape::Plain })
}

/// Whether a single word is one that opens sentences (`So:`), which `A:` in an interview is not.
fn is_starter_alone(word: &str, mark: Mark) -> bool {
    is_starter(word) && !(mark == Mark::Colon && word.starts_with("A:"))
}
