//! The claims on what is proposed, who decides, who refuses and who stands with whom: judged by the answers of `accept`, `settle`, `key`, `refuse` and `allies`.
//!
//! What a claim says of "everyone", "somebody" or "some other party" is read of the parties that the claim names (`parties` in `claims.toml`). Counts are over
//! the combinations of the codings of those whose wishes can matter to the claim; a verdict that none of the codings left open can change is counted for all of
//! them at once.

use super::{VERDICTS, combinations, folder, loaded, stated, verdict};
use detente::model::Case;
use detente::model::answer::{AcceptanceFinding, Alignment, AlliedIssue, AlliesFinding, Finding, KeyInGame, Level, Stance};
use detente::model::control::Control;
use detente::model::edit::Edit;
use detente::model::index::PartyId;
use detente::solve::acceptance::{Asked, Refusing};
use detente::solve::power;
use detente::solve::stability::seq;
use detente::space::Game;
use detente::space::ranks::Slots;
use detente::{Question, Settling, accept, allies, game, key, offer, refuse, settlement};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The claims that are judged here.
pub(crate) const CLAIMS: [&str; 13] = [
    "americans_cannot_object_to_the_conference",
    "a_no_that_must_become_a_yes",
    "both_blocs_refused",
    "britain_cannot_be_counted_on",
    "everyone_on_borders",
    "france_puts_renunciation_first",
    "french_status_is_for_the_germans",
    "germans_give_it_up_themselves",
    "isolation_harder_to_rally_against",
    "membership_stands_apart",
    "settlement_received_better",
    "soviet_public_against",
    "the_soviet_union_holds_the_key",
];

/// Those who sign in the frame of the settlement.
const SIGNING: [&str; 7] = ["ussr", "usa", "frg", "france", "gdr", "poland", "uk"];

/// Regular meetings of the conference and a secretariat.
const SECRETARIAT: &str = "csce_body = secretariat";

/// Those of them that ask for who holds the key: minutes over all codings.
const KEYS: [&str; 2] = ["french_status_is_for_the_germans", "the_soviet_union_holds_the_key"];

/// A frame of the case as it is, whose game others share with their own wishes.
struct Base {
    case: Case,
    game: Game,
    question: Question,
}

impl Base {
    fn new(frame: &str) -> Self {
        let (case, question) = (loaded(), Question { frame: Some(frame.into()), ..Question::default() });
        let game = game(&case, &question, &Control::default()).expect("the frame has states");
        Self { case, game, question }
    }

    fn party(&self, name: &str) -> PartyId {
        self.case.party_named(name).expect("a party of the case")
    }

    /// Whether parties accept a proposal; wishes are those of `case`.
    fn accepts(&self, case: &Case, proposal: &str, at_home: bool) -> Acceptances {
        let game = self.game.with_preferences_of(case);
        let offer = offer(case, proposal).expect("a proposal of the case, or values");
        let asked = Asked {
            parties: Vec::new(),
            at_home,
            by: None,
            then: None,
            horizon: None,
            chance: None,
            thorough: false,
            memory: self.question.memory,
        };
        Acceptances(accept(case, &game, &offer, None, &asked, &Control::default()).expect("it can be asked").finding)
    }

    /// The rank of every state for a party of `case`, and the number of the status quo.
    fn ranks(&self, case: &Case, party: &str) -> Vec<u32> {
        let game = self.game.with_preferences_of(case);
        game.columns(&case.order(self.party(party), &game.phase), Slots::Numbers).pop().expect("a known preference")
    }

    /// The number of the status quo with these variables at these values.
    fn state(&self, changes: &[(&str, &str)]) -> usize {
        let mut values = self.game.state(self.game.description.status_quo.expect("stated") - 1).values;
        for (name, value) in changes {
            let axis = self.game.description.axes.iter().position(|axis| axis.id == *name).expect("it varies");
            let value = self.game.description.axes[axis].values.iter().position(|known| known.id == *value).expect("a value");
            values[axis] = u16::try_from(value).expect("few");
        }
        super::place(self.game.feasible.number(self.game.codes.code(&values)).expect("possible"))
    }

    /// For each state whether an expression holds.
    fn holds(&self, text: &str) -> Vec<bool> {
        let read = self.case.vocabulary().read(text).expect("an expression");
        let whole = |number| self.game.whole_state(self.case.variables.len(), number);
        (0..self.game.states()).map(|number| read.holds(&whole(number), &self.game.phase)).collect()
    }

    fn allies(&self, case: &Case, issues: &[&str]) -> AlliesFinding {
        let game = self.game.with_preferences_of(case);
        let issues: Vec<String> = issues.iter().map(|issue| (*issue).to_owned()).collect();
        allies(case, &game, &issues, &[], None, &Control::default()).expect("they vary").finding
    }

    fn key(&self, case: &Case, expression: &str) -> KeyInGame {
        let read = case.vocabulary().read(expression).expect("an expression");
        let memory = self.question.memory;
        let asked = power::Asked {
            expression: Some((read, expression.to_owned())),
            issue: None,
            concept: &seq::CONCEPT,
            memory,
            options: power::Options::default(),
        };
        key(case, &self.question, &asked, None, &Control::default())
            .expect("it can be asked")
            .finding
            .game
            .expect("an expression is asked about")
    }
}

/// What is known of a question whose answer may differ between the codings that are open: none if it does.
type Seen = Option<bool>;

fn all(of: impl IntoIterator<Item = Seen>) -> Seen {
    let mut hangs = false;
    for next in of {
        match next {
            Some(false) => return Some(false),
            Some(true) => {}
            None => hangs = true,
        }
    }
    (!hangs).then_some(true)
}

fn not(seen: Seen) -> Seen {
    seen.map(|seen| !seen)
}

fn any(of: impl IntoIterator<Item = Seen>) -> Seen {
    not(all(of.into_iter().map(not)))
}

/// The verdict, if it does not hang on the codings that are open.
fn settled(confirmed: Seen, contradicted: Seen) -> Option<&'static str> {
    match (confirmed, contradicted) {
        (_, Some(true)) => Some(verdict(false, true)),
        (Some(confirmed), Some(false)) => Some(verdict(confirmed, false)),
        (None, _) | (_, None) => None,
    }
}

/// What parties answer, over the codings that are open.
struct Acceptances(AcceptanceFinding);

impl Acceptances {
    /// Of yes, no and unknown: which one a party answers under every coding that is open.
    fn of(&self, party: &str, at_home: bool) -> Option<Option<bool>> {
        let is = |found: &&detente::model::answer::PartyAcceptance| {
            found.party.id == party && matches!(found.level, Level::AtHome(_)) == at_home
        };
        let found = self.0.parties.iter().find(is).unwrap_or_else(|| panic!("{party} has a say"));
        match found.codings {
            Some(counts) => only(counts),
            None => Some(found.accepts.known()),
        }
    }

    fn yes(&self, party: &str) -> Seen {
        self.of(party, false).map(|answer| answer == Some(true))
    }

    fn no(&self, party: &str) -> Seen {
        self.of(party, false).map(|answer| answer == Some(false))
    }

    fn signed(&self) -> Option<Option<bool>> {
        match self.0.codings.as_ref().and_then(|codings| codings.signed) {
            Some(counts) => only(counts),
            None => Some(self.0.signed.known()),
        }
    }
}

/// The answer that all combinations share: yes, no, unknown.
fn only([yes, no, unknown]: [u64; 3]) -> Option<Option<bool>> {
    match (yes, no, unknown) {
        (_, 0, 0) => Some(Some(true)),
        (0, _, 0) => Some(Some(false)),
        (0, 0, _) => Some(None),
        (_, _, _) => None,
    }
}

/// A case in which a party is read in one way only: its base coding, or another.
fn read_as(case: &Case, party: PartyId, reading: usize) -> Case {
    let mut read = match reading.checked_sub(1) {
        None => case.clone(),
        Some(coding) => case.edited(&[Edit::Coding(party, coding)]),
    };
    read.codings[party].clear();
    read
}

/// How many combinations of the readings of these parties confirm, contradict, leave open. Where the verdict hangs on codings that are open (`judge` says
/// none), the first party is read in each of its ways.
fn over(case: &Case, varied: &[PartyId], judge: &(impl Fn(&Case) -> Option<&'static str> + Sync)) -> [usize; 3] {
    if let Some(verdict) = judge(case) {
        let weight = varied.iter().map(|party| case.codings[*party].len() + 1).product();
        return VERDICTS.map(|known| if known == verdict { weight } else { 0 });
    }
    let (first, rest) = varied.split_first().expect("with every party read in one way there is one verdict");
    let counts: Vec<[usize; 3]> =
        (0..=case.codings[*first].len()).into_par_iter().map(|reading| over(&read_as(case, *first, reading), rest, judge)).collect();
    std::array::from_fn(|at| counts.iter().map(|counts| counts[at]).sum())
}

/// Whether all these parties are read in one way: else what is asked of their order alone hangs on it.
fn fixed(case: &Case, parties: &[PartyId]) -> bool {
    parties.iter().all(|party| case.codings[*party].is_empty())
}

/// The frames and what was found out about them once.
struct Bench {
    core: Base,
    settlement: Base,
    /// Who stands where on what, by issue, for each reading: the one with number k reads everybody in the k-th way, who has so many.
    stances: BTreeMap<String, Vec<AlliesFinding>>,
    /// The states of the settlement frame with membership.
    membership: Vec<bool>,
    /// The same frame with the alliance left open.
    without_membership: Case,
}

impl Bench {
    fn new() -> Self {
        let (core, settlement) = (Base::new("core"), Base::new("settlement"));
        let mut stances = BTreeMap::new();
        for (base, issues) in
            [(&core, vec!["frg.full_membership", "frg.border_treaty"]), (&settlement, vec!["csce_body", "usa.assurances", "money"])]
        {
            for issue in issues {
                let read = |reading: usize| {
                    let parties = base.case.parties.ids();
                    let edits: Vec<Edit> = parties
                        .filter_map(|party| Some(Edit::Coding(party, reading.min(base.case.codings[party].len()).checked_sub(1)?)))
                        .collect();
                    base.allies(&base.case.edited(&edits), &[issue])
                };
                stances.insert(issue.to_owned(), (0..3).map(read).collect());
            }
        }
        let membership = settlement.holds("alliance in (full, full_special_east)");
        let alliance = settlement.case.variables.enumerated().find(|(_, variable)| variable.id == "alliance").expect("an issue").0;
        let without_membership = settlement.case.edited(&[Edit::Set(alliance, 0)]);
        Self { core, settlement, stances, membership, without_membership }
    }

    /// The combinations of the readings of these parties, as numbers of codings, 0 the base.
    fn readings(&self, parties: &[&str]) -> Vec<Vec<usize>> {
        parties.iter().fold(vec![Vec::new()], |found, party| {
            let many = self.core.case.codings[self.core.party(party)].len();
            found.iter().flat_map(|known| (0..=many).map(move |reading| known.iter().copied().chain([reading]).collect())).collect()
        })
    }

    /// An issue, and where a party stands on it in one of its readings.
    fn stance(&self, issue: &str, party: &str, reading: usize) -> (&AlliedIssue, &Stance, usize) {
        let finding = &self.stances[issue][reading];
        let at = finding.parties.iter().position(|known| known.id == party).expect("it has wishes");
        (&finding.issues[0], &finding.issues[0].stances[at], at)
    }

    /// The verdicts on who stands where, by combination, the base first.
    fn stand(&self, parties: &[&str], judge: impl Fn(&[usize]) -> &'static str) -> ([usize; 3], &'static str) {
        let found: Vec<&str> = self.readings(parties).iter().map(|reading| judge(reading)).collect();
        (VERDICTS.map(|verdict| found.iter().filter(|known| **known == verdict).count()), self.base_of(&found))
    }

    fn base_of(&self, found: &[&'static str]) -> &'static str {
        found.first().copied().expect("the base is one of them")
    }

    fn everyone_on_borders(&self) -> ([usize; 3], &'static str) {
        let parties = ["poland", "uk", "france", "ussr", "usa", "gdr"];
        self.stand(&parties, |reading| {
            // the treaty is the second value, its absence the first
            let stance = |(party, reading): (&&str, &usize)| self.stance("frg.border_treaty", party, *reading).1.clone();
            let known: Vec<Stance> = parties.iter().zip(reading).map(stance).collect();
            let better_without = |stance: &Stance| !stance.indifferent && stance.best == [0];
            let is_known = |stance: &Stance| stance.indifferent || !stance.best.is_empty();
            verdict(known.iter().all(|stance| is_known(stance) && !better_without(stance)), known.iter().any(better_without))
        })
    }

    fn isolation(&self) -> ([usize; 3], &'static str) {
        let parties = ["france", "usa", "uk", "frg", "ussr"];
        self.stand(&parties, |reading| {
            let with_france = |issue: &str| -> Option<Vec<bool>> {
                let france = self.stance(issue, "france", reading[0]).1;
                let stands = |at: usize| Alignment::of(france, self.stance(issue, parties[at], reading[at]).1) == Alignment::Same;
                // where France takes no side nobody can take its side
                (!france.indifferent).then(|| (1..parties.len()).map(stands).collect())
            };
            let count = |stands: &[bool]| stands.iter().filter(|stands| **stands).count();
            let Some(conference) = with_france("csce_body") else { return verdict(false, false) };
            let isolation: Vec<Vec<bool>> = ["usa.assurances", "money"].into_iter().filter_map(with_france).collect();
            // the western parties are the first three after France
            let somebody_does_not = isolation.iter().any(|stands| stands[..3].contains(&false));
            let as_many = !isolation.is_empty() && isolation.iter().all(|stands| count(stands) >= count(&conference));
            verdict(conference.iter().all(|stands| *stands) && somebody_does_not, as_many)
        })
    }

    fn britain(&self) -> ([usize; 3], &'static str) {
        let parties = ["uk", "usa", "frg"];
        let dropped = self.core.holds("not frg.full_membership");
        let quo = self.core.state(&[]);
        // whether anything at all would win it: a state without full membership that is as good as things as they stand
        let uk = self.core.party("uk");
        let never: Vec<bool> = (0..=self.core.case.codings[uk].len())
            .map(|reading| {
                let ranks = self.core.ranks(&read_as(&self.core.case, uk, reading), "uk");
                ranks.iter().zip(&dropped).all(|(rank, dropped)| !dropped || *rank < ranks[quo])
            })
            .collect();
        self.stand(&parties, |reading| {
            let of = |at: usize| self.stance("frg.full_membership", parties[at], reading[at]);
            let with = |at: usize| Alignment::of(of(0).1, of(at).1) == Alignment::Same;
            let (issue, stance, at) = of(0);
            let for_it = !stance.indifferent && stance.best == [1];
            let won = issue.winnings.iter().any(|winning| winning.party == at && winning.value == 0 && winning.changes.is_some());
            verdict(for_it && with(1) && with(2) && !won && never[reading[0]], !(with(1) && with(2)) || won)
        })
    }

    fn both_blocs_refused(&self, case: &Case) -> Option<&'static str> {
        let dual = self.settlement.accepts(case, "dual", false);
        let west = ["usa", "frg"];
        settled(all(west.map(|party| dual.no(party))), all(west.map(|party| dual.yes(party))))
    }

    fn settlement_received_better(&self, case: &Case) -> Option<&'static str> {
        let [dual, document] = ["dual", "document"].map(|proposal| self.settlement.accepts(case, proposal, false));
        let parties = ["usa", "uk", "france", "frg", "gdr"];
        let keeps = parties.map(|party| any([dual.no(party), document.yes(party)]));
        let joins = parties.map(|party| all([dual.no(party), document.yes(party)]));
        let leaves = parties.map(|party| all([dual.yes(party), document.no(party)]));
        let same = parties.map(|party| any([all([dual.yes(party), document.yes(party)]), all([dual.no(party), document.no(party)])]));
        settled(all([all(keeps), any(joins)]), any([any(leaves), all(same)]))
    }

    fn americans(&self, case: &Case) -> Option<&'static str> {
        let secretariat = self.settlement.accepts(case, SECRETARIAT, false);
        settled(secretariat.yes("usa"), secretariat.no("usa"))
    }

    fn germans_give_it_up(&self, case: &Case) -> Option<&'static str> {
        if !fixed(case, &[self.settlement.party("frg")]) {
            return None;
        }
        let ranks = self.settlement.ranks(case, "frg");
        let [both, full] = ["both", "full"].map(|value| ranks[self.settlement.state(&[("alliance", value)])]);
        Some(verdict(both < full, both >= full))
    }

    fn renunciation_first(&self, case: &Case) -> Option<&'static str> {
        if !fixed(case, &[self.settlement.party("france")]) {
            return None;
        }
        let ranks = self.settlement.ranks(case, "france");
        let bound = self.settlement.holds("abc = treaty");
        let of = |wanted: bool| ranks.iter().zip(&bound).filter(move |(_, bound)| **bound == wanted).map(|(rank, _)| *rank);
        let first = of(true).min().expect("some bind it") > of(false).max().expect("some do not");
        // where it is not first of all, two packages that the others sign would have to be found: that is not looked for, and leaves it open
        Some(verdict(first, false))
    }

    fn membership_stands_apart(&self, case: &Case) -> Option<&'static str> {
        // a package with membership in it that everybody needed signs
        let package = self.settlement.accepts(case, "external_settlement", false).signed();
        if package == Some(Some(true)) {
            return Some(verdict(false, true));
        }
        // none: whatever has membership in it is worse for the Soviet Union than whatever has not, and without it there is no membership
        if package.is_none() || !fixed(case, &[self.settlement.party("ussr")]) {
            return None;
        }
        let ranks = self.settlement.ranks(case, "ussr");
        let of = |wanted: bool| ranks.iter().zip(&self.membership).filter(move |(_, with)| **with == wanted).map(|(rank, _)| *rank);
        let never = of(true).max() < of(false).min();
        assert!(never, "else it takes every package with membership in it");
        // and without membership something that everybody needed signs
        let signs = |proposal: &str| self.settlement.accepts(case, proposal, false).signed().map(|signed| signed == Some(true));
        let simple = ["usa.assurances = yes, border = declared", "border = declared", "usa.assurances = yes"];
        match any(simple.map(signs)) {
            Some(true) => Some(verdict(true, false)),
            None => None,
            // they were examples: for nothing at all it takes every package without membership
            Some(false) => {
                let everybody = SIGNING.map(|party| self.settlement.party(party));
                fixed(case, &everybody).then(|| {
                    let surely = self.zone_without_membership(case);
                    verdict(surely > 0, surely == 0)
                })
            }
        }
    }

    /// How many packages that leave the alliance open everybody needed would surely sign.
    fn zone_without_membership(&self, case: &Case) -> u64 {
        let mut open = self.without_membership.clone();
        open.preferences = case.preferences.clone();
        let question = &self.settlement.question;
        let game = game(&open, question, &Control::default()).expect("the frame has states");
        let found = settlement(&open, &game, question, &Settling::default(), &Control::default()).expect("it can be asked").finding;
        found.zone.expect("the packages are enumerated")
    }

    fn soviet_public(&self, case: &Case) -> Option<&'static str> {
        // packages with consent in them; the others sign if each of them that must accepts
        let consent = "ussr.accept_nato = yes";
        let more = "ussr.accept_nato = yes, usa.assurances = yes, frg.limits = yes, frg.credits = yes, gdr.accede_this_year = yes";
        let most = format!("{more}, ussr.keep_rights = no, ussr.keep_troops = no");
        if !fixed(case, &[self.core.party("soviet_public")]) {
            return None;
        }
        let no_worse = |proposal: &str| {
            let found = self.core.accepts(case, proposal, true);
            let others = found.0.parties.iter().filter(|party| matches!(party.level, Level::Signs { .. }) && party.party.id != "ussr");
            let others: Vec<Seen> = others.map(|party| found.yes(&party.party.id)).collect();
            let public = found.of("soviet_public", true).map(|answer| answer == Some(true));
            all(others.into_iter().chain([public]))
        };
        let some = any([consent, more, &most].map(no_worse));
        // worse with consent "in every coding" is not so: see where it is judged
        settled(Some(false), some)
    }

    fn a_no_that_must_become_a_yes(&self, case: &Case) -> Option<&'static str> {
        let base = &self.settlement;
        if !fixed(case, &[base.party("france")]) {
            return None;
        }
        let game = base.game.with_preferences_of(case);
        let unification = case.events.enumerated().find(|(_, event)| event.id == "unification").expect("an event").0;
        let asked = Refusing { party: base.party("france"), then: Some(unification), horizon: None, memory: base.question.memory };
        let full = offer(case, "alliance = full").expect("an issue and its value");
        let found = refuse(case, &game, &full, None, &asked, &Control::default()).expect("it can be asked").finding;
        let later = &found.phases[0];
        let changes_nothing = later.needed == Some(false) && !later.counts;
        let would_accept = later.accepts == Some(Finding::Yes);
        Some(verdict(changes_nothing || would_accept, !changes_nothing && later.accepts == Some(Finding::No)))
    }

    /// The two claims on the key, for one reading of everybody.
    fn keys(&self, case: &Case) -> BTreeMap<&'static str, &'static str> {
        let sought = self.core.key(case, "frg.full_membership");
        let agreed = self.core.key(case, "frg.full_membership and ussr.accept_nato");
        let dropped = self.core.key(case, "not frg.full_membership");
        let of = |key: &KeyInGame, party: &str| key.parties.iter().find(|known| known.id == party).expect("it can move").clone();
        let pivotal = |party: &str| [&sought, &agreed].map(|key| of(key, party).pivotal);
        let (ussr, france) = (pivotal("ussr"), pivotal("france"));
        let holds =
            verdict(ussr.contains(&Finding::Yes) && france == [Finding::No; 2], ussr == [Finding::No; 2] || france.contains(&Finding::Yes));

        let ranks = self.core.ranks(case, "france");
        let [with, without] = ["yes", "no"].map(|value| ranks[self.core.state(&[("frg.full_membership", value)])]);
        let frg = of(&dropped, "frg");
        let status = verdict(
            without >= with && frg.sufficient == Finding::Yes && frg.necessary == Finding::Yes,
            without < with || frg.necessary == Finding::No,
        );
        BTreeMap::from([("the_soviet_union_holds_the_key", holds), ("french_status_is_for_the_germans", status)])
    }
}

/// A case without other codings.
fn read_in_one_way(case: &Case) -> Case {
    let mut read = case.clone();
    read.codings.iter_mut().for_each(Vec::clear);
    read
}

/// What was found of a claim: how many combinations confirm, contradict, leave open, and the verdict in the base.
type Found = ([usize; 3], &'static str);

/// The claims on which `findings.toml` says otherwise.
fn otherwise_said(found: &BTreeMap<&'static str, Found>) -> Vec<&'static str> {
    let stated = stated(&folder()).0;
    let mut failed = Vec::new();
    for (claim, (over, base)) in found {
        let majority = (0..2).find(|at| over[*at] * 2 > over.iter().sum()).map_or("open", |at| VERDICTS[at]);
        told(&format!("{claim}: base {base}, codings {over:?} {majority}"));
        let said = &stated[*claim];
        if said.verdict != *base || said.over.as_ref().is_some_and(|said| *said != (*over, majority.to_owned())) {
            failed.push(*claim);
        }
    }
    failed
}

#[expect(clippy::print_stderr, reason = "the numbers are what a reader of the test wants to see")]
fn told(text: &str) {
    eprintln!("{text}");
}

#[test]
fn the_claims_on_proposals_and_allies_are_judged_as_the_case_says() {
    let bench = Bench::new();
    let (case, alone) = (bench.settlement.case.clone(), read_in_one_way(&bench.settlement.case));
    let count = |judge: &(dyn Fn(&Case) -> Option<&'static str> + Sync), first: &str| -> Found {
        let varied: Vec<PartyId> = std::iter::once(first)
            .chain(SIGNING.into_iter().filter(|party| *party != first))
            .map(|party| bench.core.party(party))
            .collect();
        (over(&case, &varied, &|case: &Case| judge(case)), judge(&alone).expect("everybody is read in one way"))
    };
    let mut found: BTreeMap<&str, Found> = BTreeMap::new();
    found.insert("both_blocs_refused", count(&|case| bench.both_blocs_refused(case), "ussr"));
    found.insert("germans_give_it_up_themselves", count(&|case| bench.germans_give_it_up(case), "frg"));
    found.insert("france_puts_renunciation_first", count(&|case| bench.renunciation_first(case), "france"));
    found.insert("a_no_that_must_become_a_yes", count(&|case| bench.a_no_that_must_become_a_yes(case), "france"));
    // one party's answer: as many combinations as it is counted in
    let secretariat = bench.settlement.accepts(&case, SECRETARIAT, false);
    let usa = secretariat.0.parties.iter().find(|party| party.party.id == "usa").expect("it has a say");
    let over = usa.codings.expect("there are codings").map(|count| usize::try_from(count).expect("few"));
    found.insert("americans_cannot_object_to_the_conference", (over, bench.americans(&alone).expect("read in one way")));
    found.insert("everyone_on_borders", bench.everyone_on_borders());
    found.insert("isolation_harder_to_rally_against", bench.isolation());
    found.insert("britain_cannot_be_counted_on", bench.britain());
    assert!(found.keys().all(|claim| stated(&folder()).0[*claim].over.is_some()), "they are counted");
    assert_eq!(otherwise_said(&found), Vec::<&str>::new(), "findings.toml says otherwise");

    // where counting takes minutes, the base alone; the test below counts
    let stated = stated(&folder()).0;
    let mut base = bench.keys(&alone);
    base.insert("settlement_received_better", bench.settlement_received_better(&alone).expect("read in one way"));
    base.insert("membership_stands_apart", bench.membership_stands_apart(&alone).expect("read in one way"));
    base.insert("soviet_public_against", bench.soviet_public(&alone).expect("read in one way"));
    for (claim, verdict) in &base {
        assert_eq!(stated[*claim].verdict, *verdict, "{claim}");
    }
    let mut judged: Vec<&str> = base.keys().chain(found.keys()).copied().collect();
    let mut claims = CLAIMS.to_vec();
    judged.sort_unstable();
    claims.sort_unstable();
    assert_eq!(judged, claims, "each claim once");

    // where membership is in, the package of the case is one that all sign; where it is out, there are packages too
    let question = &bench.settlement.question;
    let asked = Settling { packages: vec!["external_settlement".to_owned()], ..Settling::default() };
    let settled = settlement(&alone, &bench.settlement.game, question, &asked, &Control::default()).expect("it can be asked").finding;
    assert_eq!(settled.accounts[0].package.in_zone, Finding::Yes);
    assert!(bench.zone_without_membership(&alone) > 0);
}

/// The sentences that a negotiator reads first.
#[test]
fn the_headlines_say_what_a_refusal_turns_on() {
    let base = Base::new("settlement");
    let case = read_in_one_way(&base.case);
    let game = base.game.with_preferences_of(&case);
    let full = offer(&case, "full_east").expect("a proposal of the case");
    let memory = base.question.memory;
    let asked = Asked { parties: Vec::new(), at_home: true, by: None, then: None, horizon: None, chance: None, thorough: true, memory };
    let found = accept(&case, &game, &full, None, &asked, &Control::default()).expect("it can be asked");
    assert_eq!(
        found.headline,
        "Soviet Union and German Democratic Republic would refuse “Full membership, no eastward move of NATO formations, a transition for Soviet \
         troops”: Soviet Union would not have “Alliance of united Germany: full member, no formations of NATO in the east”; German Democratic \
         Republic would forgo “United States make their assurances good”, which comes about if it is refused; German Democratic Republic would be \
         won by “United States promises: make their assurances good”; at home Soviet public would not have it."
    );
    let asked = Refusing { party: base.party("france"), then: None, horizon: None, memory };
    let found = refuse(&case, &game, &full, None, &asked, &Control::default()).expect("it can be asked");
    assert!(
        found.headline.contains("would refuse too, but nobody else in NATO and European Community; nothing is signed"),
        "{}",
        found.headline
    );
}

/// The counts of one claim over all combinations of codings; the parties in the order in which they are read in one way: first those whose coding matters most.
fn counted(claim: &'static str, order: &[&str], judge: impl Fn(&Bench, &Case) -> Option<&'static str> + Sync) {
    let bench = Bench::new();
    let (case, alone) = (bench.settlement.case.clone(), read_in_one_way(&bench.settlement.case));
    let varied: Vec<PartyId> = order.iter().map(|party| bench.core.party(party)).collect();
    let over = over(&case, &varied, &|case: &Case| judge(&bench, case));
    let base = judge(&bench, &alone).expect("everybody is read in one way");
    assert_eq!(otherwise_said(&BTreeMap::from([(claim, (over, base))])), Vec::<&str>::new(), "findings.toml says otherwise");
}

#[ignore = "minutes: every combination of codings, two analyses each"]
#[test]
fn the_document_is_received_better_over_all_codings() {
    let order = ["frg", "usa", "uk", "gdr", "poland", "ussr", "france"];
    counted("settlement_received_better", &order, Bench::settlement_received_better);
}

#[ignore = "many minutes: every combination of codings, several analyses each"]
#[test]
fn membership_stands_apart_over_all_codings() {
    let order = ["ussr", "usa", "gdr", "frg", "poland", "uk", "france"];
    counted("membership_stands_apart", &order, Bench::membership_stands_apart);
}

#[ignore = "many minutes: every combination of codings, several analyses each"]
#[test]
fn the_soviet_public_over_all_codings() {
    let order = ["soviet_public", "frg", "gdr", "usa", "ussr", "france", "poland"];
    counted("soviet_public_against", &order, Bench::soviet_public);
}

#[ignore = "many minutes: every combination of codings, three analyses each"]
#[test]
fn the_key_over_all_codings() {
    let bench = Bench::new();
    let acting: Vec<PartyId> = bench.core.game.players.iter().map(|player| player.party).collect();
    let all = combinations(&bench.core.case, &acting);
    let runs: Vec<BTreeMap<&str, &str>> = all.par_iter().map(|edits| bench.keys(&bench.core.case.edited(edits))).collect();
    let count = |claim: &'static str| VERDICTS.map(|verdict| runs.iter().filter(|run| run[claim] == verdict).count());
    let found: BTreeMap<&str, Found> = KEYS.into_iter().map(|claim| (claim, (count(claim), runs[0][claim]))).collect();
    assert_eq!(otherwise_said(&found), Vec::<&str>::new(), "findings.toml says otherwise");
}
