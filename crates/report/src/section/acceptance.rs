//! What is proposed: who would accept it, why, and what would turn that.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::text::acceptance::{follows, told};
use crate::text::explanation::decisive;
use crate::words::{count, grouped, list};
use detente_model::Case;
use detente_model::answer::{
    AcceptanceFinding, AcceptanceFlip, AcceptanceFlipKind, CounterProposals, Finding, FrameDescription, Instead, Level, Named,
    PartyAcceptance, Proposed, StateDescription,
};
use detente_model::number::exact;
use detente_model::variable::Term;
use minijinja::{Value, context};

/// How many changes that others can make are told for each party that does not accept, and how many packages that would be signed instead.
const CHANGES: usize = 3;
const INSTEAD: usize = 2;

/// Whose consent counts for any of the proposals of a frame, in the order of the case.
pub(super) fn columns(case: &Case, findings: &[&AcceptanceFinding]) -> Vec<Named> {
    let asked = |id: &str| findings.iter().flat_map(|finding| &finding.parties).any(|party| party.party.id == id);
    let parties = case.parties.iter().filter(|party| asked(&party.id));
    parties.map(|party| Named { id: party.id.clone(), name: party.name.clone() }).collect()
}

fn word(finding: Finding) -> &'static str {
    match finding {
        Finding::Yes => "yes",
        Finding::No => "no",
        Finding::Unknown(_) => "?",
    }
}

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let report = &input.frames[number];
    if report.proposals.is_empty() && report.proposals_left_out.is_empty() {
        return None;
    }
    let findings: Vec<&AcceptanceFinding> = report.proposals.iter().map(|proposal| &proposal.acceptance.finding).collect();
    let columns = columns(input.case, &findings);
    let rows: Vec<Value> = findings
        .iter()
        .enumerate()
        .map(|(place, finding)| {
            let cell = |named: &Named| {
                let party = finding.parties.iter().find(|party| party.party.id == named.id);
                party.map_or("–", |party| word(party.accepts))
            };
            context! {
                anchor => anchor(number, place),
                name => finding.proposed.name.clone(),
                cells => columns.iter().map(cell).collect::<Vec<_>>(),
                signed => word(finding.signed),
            }
        })
        .collect();
    let proposals: Vec<Value> =
        findings.iter().enumerate().map(|(place, finding)| proposal(input.case, finding, &anchor(number, place))).collect();
    let left_out: Vec<Value> =
        report.proposals_left_out.iter().map(|left| context! { what => left.what.clone(), why => left.why.clone() }).collect();
    let values = context! {
        headline => headline(&findings),
        frame => findings.first().map_or(String::new(), |finding| finding.frame.id.clone()),
        columns => columns.iter().map(|named| named.name.clone()).collect::<Vec<_>>(),
        rows,
        proposals,
        left_out,
    };
    Some(Section::new(
        format!("acceptance-{number}"),
        "What is proposed, and who would accept it",
        templates.fill("acceptance.html", values),
    ))
}

fn anchor(number: usize, place: usize) -> String {
    format!("proposal-{number}-{place}")
}

/// How many would be signed, in a sentence.
pub(super) fn headline(findings: &[&AcceptanceFinding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let those = |wanted: Option<bool>| -> Vec<String> {
        let those = findings.iter().filter(|finding| finding.signed.known() == wanted);
        those.map(|finding| format!("“{}”", finding.proposed.name)).collect()
    };
    let (yes, open) = (those(Some(true)), those(None));
    let mut text = match yes.len() {
        0 => format!("Of {}, none would surely be signed", count(findings.len() as u64, "proposal", "proposals")),
        all if all == findings.len() && all == 1 => format!("{} would be signed", yes[0]),
        all if all == findings.len() => format!("All {all} proposals would be signed"),
        1 => format!("Of {} proposals one would be signed: {}", findings.len(), yes[0]),
        some => format!("Of {} proposals {some} would be signed: {}", findings.len(), list(&yes)),
    };
    if !open.is_empty() {
        text += &format!("; of {} that is not known", list(&open));
    }
    text + "."
}

fn named(parties: &[&PartyAcceptance]) -> String {
    list(&parties.iter().map(|party| party.party.name.clone()).collect::<Vec<_>>())
}

/// What comes of a proposal, in a sentence.
fn verdict(finding: &AcceptanceFinding) -> String {
    let signs: Vec<&PartyAcceptance> = finding.parties.iter().filter(|party| matches!(party.level, Level::Signs { .. })).collect();
    let with =
        |known: Option<bool>| -> Vec<&PartyAcceptance> { signs.iter().copied().filter(|party| party.accepts.known() == known).collect() };
    let (yes, no, open) = (with(Some(true)), with(Some(false)), with(None));
    let mut parts = Vec::new();
    if !yes.is_empty() {
        let all = if no.is_empty() && open.is_empty() && yes.len() > 1 { "all " } else { "" };
        parts.push(format!("{} would {all}accept", named(&yes)));
    }
    if !no.is_empty() {
        parts.push(format!("{} would refuse", named(&no)));
    }
    if !open.is_empty() {
        parts.push(format!("of {} that is not known", named(&open)));
    }
    let comes = match finding.signed {
        Finding::Yes => "It would be signed",
        Finding::No => "It would not be signed",
        Finding::Unknown(_) => "Whether it would be signed is not known",
    };
    format!("{comes}: {}.", parts.join("; "))
}

fn proposal(case: &Case, finding: &AcceptanceFinding, anchor: &str) -> Value {
    let frame = &finding.frame;
    let proposed = &finding.proposed;
    let otherwise: Vec<String> = finding.parties.iter().map(|party| follows(frame, &proposed.start, &party.otherwise)).collect();
    let shared = otherwise.first().filter(|first| otherwise.iter().all(|other| other == *first));
    let parties: Vec<Value> = finding
        .parties
        .iter()
        .zip(&otherwise)
        .map(|(party, otherwise)| answer(case, party, Some(otherwise).filter(|_| shared.is_none())))
        .collect();
    let mut all: Vec<&Named> = proposed.terms.iter().flat_map(|term| term.needed.iter().chain(&term.promised_by)).collect();
    all.sort_unstable();
    all.dedup();
    let turns: Vec<Value> = finding
        .parties
        .iter()
        .filter(|party| party.accepts != Finding::Yes && !party.flips.is_empty())
        .map(|party| {
            let by_others: Vec<String> =
                party.flips.iter().filter(|flip| of_others(flip)).take(CHANGES).map(|flip| change(party, flip, &all)).collect();
            context! { name => party.party.name.clone(), none => by_others.is_empty(), changes => by_others }
        })
        .collect();
    let every: Vec<Value> = finding
        .parties
        .iter()
        .filter(|party| !party.flips.is_empty())
        .map(|party| {
            let changes: Vec<String> = party.flips.iter().map(|flip| change(party, flip, &all)).collect();
            context! { name => party.party.name.clone(), changes, more => party.more_flips }
        })
        .collect();
    context! {
        anchor,
        id => proposed.id.clone(),
        name => proposed.name.clone(),
        by => proposed.by.as_ref().map(|by| by.name.clone()),
        verdict => verdict(finding),
        terms => proposed.terms.iter().map(|term| term_of(frame, proposed, term)).collect::<Vec<_>>(),
        shared,
        several => finding.parties.len() > 1,
        parties,
        codings => finding.codings.as_ref().and_then(|codings| codings.signed).is_some(),
        turns,
        every,
        instead => finding.instead.as_ref().and_then(|instead| instead_of(frame, proposed, instead)),
        sureness => finding.sureness.clone(),
        remarks => finding.remarks.clone(),
    }
}

/// Whether somebody else can do something about it: it is not about what is wanted.
fn of_others(flip: &AcceptanceFlip) -> bool {
    match flip.kind {
        AcceptanceFlipKind::Term | AcceptanceFlipKind::Payment | AcceptanceFlipKind::Order | AcceptanceFlipKind::Guarantee => true,
        AcceptanceFlipKind::Information | AcceptanceFlipKind::Preference => false,
    }
}

fn term_of(frame: &FrameDescription, proposed: &Proposed, term: &detente_model::answer::PackageTerm) -> Value {
    let axis = &frame.axes[term.axis];
    let value = |state: &StateDescription| axis.values[usize::from(state.values[term.axis])].name.clone();
    let who = match (&term.promised_by, term.needed.as_slice()) {
        (Some(owner), _) => format!("{} promises it", owner.name),
        (None, []) => term.rule.as_ref().map_or(String::new(), |rule| format!("decided by {rule}")),
        (None, needed) => list(&needed.iter().map(|named| named.name.clone()).collect::<Vec<_>>()),
    };
    context! {
        name => axis.name.clone(),
        now => value(&proposed.start),
        then => value(&proposed.package),
        who,
        procedural => term.sort == Term::Procedural,
    }
}

fn answer(case: &Case, party: &PartyAcceptance, otherwise: Option<&String>) -> Value {
    let codings = party.codings.map(|[yes, no, open]| {
        context! { yes => grouped(yes), no => grouped(no), open => if open > 0 { grouped(open) } else { String::new() }, all => grouped(yes + no + open) }
    });
    let gain = party.surplus.map(|surplus| {
        if surplus.low == surplus.high { exact(surplus.low) } else { format!("between {} and {}", exact(surplus.low), exact(surplus.high)) }
    });
    context! {
        name => party.party.name.clone(),
        answer => match party.accepts {
            Finding::Yes => "yes",
            Finding::No => "no",
            Finding::Unknown(_) => "not known",
        },
        level => match &party.level {
            Level::Signs { needed: true } => "its consent is needed".to_owned(),
            Level::Signs { needed: false } => "its consent counts, and it can be spared".to_owned(),
            Level::AtHome(signer) => format!("at home, for {}", signer.name),
        },
        compared => party.compared.word(),
        red_line => party.red_line.clone(),
        otherwise => otherwise.filter(|_| party.red_line.is_none()),
        wants => party.wants.clone(),
        because => party.because.as_ref().map(|because| decisive(case, because)),
        gain,
        codings,
    }
}

fn change(party: &PartyAcceptance, flip: &AcceptanceFlip, all: &[&Named]) -> String {
    let names = |named: &[Named]| list(&named.iter().map(|named| named.name.clone()).collect::<Vec<_>>());
    let then = match flip.then {
        Finding::Yes => "it then accepts",
        Finding::No => "it then refuses",
        Finding::Unknown(_) => "it may then do either",
    };
    let mut text = format!("{}: {} – {then}", flip.kind.word(), flip.text);
    if !flip.lost.is_empty() {
        text += &format!("; {} no longer", names(&flip.lost));
    }
    if !flip.perhaps_lost.is_empty() {
        text += &format!("; {} perhaps no longer", names(&flip.perhaps_lost));
    }
    if flip.signed == Finding::Yes {
        text += "; it is signed";
    }
    let own = flip.by.len() == 1 && flip.by[0] == party.party;
    if !flip.by.is_empty() && !own && flip.kind != AcceptanceFlipKind::Guarantee && flip.kind != AcceptanceFlipKind::Information {
        let everybody = all.iter().all(|named| flip.by.contains(named));
        text += &if everybody { " (takes all who sign)".to_owned() } else { format!(" (takes {})", names(&flip.by)) };
    }
    text
}

/// What would be signed instead; none where that was not looked for.
fn instead_of(frame: &FrameDescription, proposed: &Proposed, instead: &Instead) -> Option<Value> {
    let acceptable = instead.acceptable?;
    let packages = |about: &str, of: &CounterProposals| {
        let first = of.listed.first()?;
        if first.distance == 0 {
            return None;
        }
        let listed: Vec<String> = of.listed.iter().take(INSTEAD).map(|counter| told(frame, &proposed.package, &counter.package)).collect();
        Some(context! {
            about,
            differ => count(first.distance, "term differs", "terms differ"),
            more => of.count.saturating_sub(listed.len() as u64),
            listed,
        })
    };
    let nearest = packages("The nearest to it", &instead.nearest);
    let itself = instead.nearest.listed.first().is_some_and(|counter| counter.distance == 0);
    let same = packages("The nearest with the same substance", &instead.same_substance);
    Some(
        context! { acceptable => grouped(acceptable), none => acceptable == 0, itself, packages => [nearest, same].into_iter().flatten().collect::<Vec<_>>() },
    )
}
