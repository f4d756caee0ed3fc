//! Every certificate of ways, closed sets and joint moves in the answers about random cases passes the checker; tampered ones are refused
//! at the step that fails. Certificates of stability and of what decides are tried in `explain.rs`.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

mod common;

use common::{case_of, game_of};
use detente::check::{World, verify};
use detente::io::answer::{read_certificates, write_agreement_json, write_evolution_json, write_explanation_json};
use detente::model::Case;
use detente::model::answer::{Certified, Closed, Decided, Dominance, Finding, JointMove, Layers, StateValues};
use detente::model::control::Control;
use detente::model::index::{FrameId, Id, PartyId};
use detente::solve::evolution::FIRM;
use detente::solve::explain::Explainer;
use detente::solve::stability::CONCEPTS;
use detente::{Question, agreement, evolution, stability};
use detente_testkit::generate::{GeneratedCase, Shape, generate};
use detente_testkit::oracle::{Preference, Reading, Steps};
use std::collections::BTreeMap;

const SEED: u64 = 1975;

/// How often each step was refused.
type Refused = BTreeMap<&'static str, u64>;

fn refuse(world: &World<'_>, certified: &Certified, step: &'static str, refused: &mut Refused) {
    let Err(refusal) = verify(world, certified) else { panic!("not refused at {step}: {certified:?}") };
    assert!(refusal.step.contains(step), "{refusal}, expected at {step}: {certified:?}");
    *refused.entry(step).or_default() += 1;
}

fn pass(world: &World<'_>, certified: &Certified, generated: &GeneratedCase) {
    verify(world, certified).unwrap_or_else(|refusal| panic!("case {}: {refusal}\n{certified:?}\n{}", generated.number, generated.text));
}

fn tamper_with_layers(world: &World<'_>, layers: &Layers, refused: &mut Refused) {
    let with = |change: &dyn Fn(&mut Layers)| {
        let mut changed = layers.clone();
        change(&mut changed);
        Certified::Layers(changed)
    };
    let mut outside = layers.start.clone();
    outside[0] = 99;
    refuse(world, &with(&|layers| layers.start = outside.clone()), "the start", refused);
    if !layers.layers.is_empty() {
        // what one step reaches is left out
        refuse(world, &with(&|layers| drop(layers.layers[0].remove(0))), "the start", refused);
    }
    if let [first, second, ..] = layers.layers.as_slice()
        && !second.is_empty()
    {
        // what takes two steps is left out: it is found missing in the first layer
        assert!(!first.is_empty());
        refuse(world, &with(&|layers| drop(layers.layers[1].remove(0))), "layer 1", refused);
    }
    // the longest way is one step longer than there are layers
    if let Some((number, way)) = layers.ways.iter().enumerate().find(|(_, way)| way.len() > 1 && way.len() > layers.layers.len()) {
        let state = &way[way.len() - 1].to;
        let mover = way[0].party;
        // the end is said to be nearer
        let last = layers.layers.len() - 1;
        refuse(world, &with(&|layers| layers.layers[last].push((state.clone(), mover))), "the end of way", refused);
        // a step is left out, or taken by the one who moved before
        let other = way.iter().map(|step| step.party).find(|party| *party != mover).expect("nobody moves twice in a row");
        refuse(world, &with(&|layers| layers.ways[number][0].party = other), "way", refused);
        refuse(world, &with(&|layers| layers.ways[number][0].to = layers.start.clone()), "step 1", refused);
        // the layers end too early
        refuse(world, &with(&|layers| layers.layers.clear()), "the end of way", refused);
    }
}

fn tamper_with_closed(world: &World<'_>, closed: &Closed, refused: &mut Refused) {
    let with = |change: &dyn Fn(&mut Vec<StateValues>)| {
        let mut changed = closed.clone();
        change(&mut changed.states);
        Certified::Closed(changed)
    };
    refuse(world, &with(&Vec::clear), "the set", refused);
    refuse(world, &with(&|states| states[0][0] = 99), "state", refused);
    if closed.states.len() > 1 {
        // whoever leads there leads out
        refuse(world, &with(&|states| drop(states.remove(0))), "of the set", refused);
    }
}

fn tamper_with_consent(world: &World<'_>, joint: &JointMove, refused: &mut Refused) {
    let with = |change: &dyn Fn(&mut JointMove)| {
        let mut changed = joint.clone();
        change(&mut changed);
        Certified::Consent(changed)
    };
    // nobody among the members can be spared
    for member in 0..joint.members.len() {
        refuse(world, &with(&|joint| drop(joint.members.remove(member))), "the change", refused);
    }
    refuse(world, &with(&|joint| std::mem::swap(&mut joint.from, &mut joint.to)), "the member", refused);
    refuse(world, &with(&|joint| joint.to = joint.from.clone()), "the member", refused);
    refuse(world, &with(&|joint| joint.members[0].1.fill(Decided::Equal)), "the member", refused);
    refuse(world, &with(&|joint| joint.to[0] = 99), "the state that is agreed on", refused);
    refuse(world, &with(&|joint| joint.rules.clear()), "the change", refused);
    refuse(world, &with(&|joint| joint.rules[0].1 += 1), "the change of", refused);
}

#[test]
fn ways_and_closed_sets() {
    let control = Control::default();
    let (mut layered, mut closed, mut refused) = (0u64, 0u64, Refused::new());
    let shape = Shape { rich_share: 0.3, attempts: 20, ..Shape::default() };
    for number in 0..300 {
        let generated = generate(&shape, SEED, number);
        let case = case_of(&generated.text);
        let game = game_of(&case, FrameId::from_index(0));
        let question = Question { concepts: FIRM.to_vec(), ..Question::default() };
        let found = stability(&case, &game, &question, &control).expect("it is small");
        let start = number % game.states();
        let answer = evolution(&case, &game, &found, &FIRM, Some(start + 1), &control).expect("it is small");
        let finding = &answer.finding;
        assert_eq!(finding.uncertified, 0);
        let world = World::new(&case, &finding.frame.id).expect("the frame");
        for certified in &finding.certificates {
            pass(&world, certified, &generated);
            match certified {
                Certified::Layers(layers) => {
                    layered += layers.ways.len() as u64;
                    let steps = if layers.improvements { Steps::Improvements(Reading::LeastStable) } else { Steps::Moves };
                    let distances = detente_testkit::oracle::evolution(&generated.conflict, usize::try_from(start).unwrap(), steps);
                    for way in &layers.ways {
                        let end = way.last().map_or(&layers.start, |step| &step.to);
                        let number = game.feasible.number(game.codes.code(end)).expect("a state");
                        assert_eq!(distances[usize::try_from(number).unwrap()], Some(way.len()), "case {number}");
                    }
                    tamper_with_layers(&world, layers, &mut refused);
                }
                Certified::Closed(set) => {
                    closed += 1;
                    tamper_with_closed(&world, set, &mut refused);
                }
                other => panic!("{other:?}"),
            }
        }
        // written and read back they are the same
        let mut text = Vec::new();
        write_evolution_json(&mut text, &case, &answer).expect("it can be written");
        if !finding.certificates.is_empty() {
            let read = read_certificates(std::str::from_utf8(&text).expect("text"), &case).expect("it can be read");
            assert_eq!(read.certified.len(), finding.certificates.len());
            read.certified.iter().for_each(|certified| pass(&world, certified, &generated));
        }
    }
    eprintln!("{layered} ways and {closed} closed sets verified; refused: {refused:?}");
    assert!(layered > 300 && closed > 300 && refused.values().sum::<u64>() > 1000);
    for step in ["the start", "layer 1", "the end of way", "step 1", "of the set", "the set"] {
        assert!(refused.contains_key(step), "nothing was refused at {step}");
    }
}

#[test]
fn joint_moves() {
    let control = Control::default();
    let (mut joint, mut refused) = (0u64, Refused::new());
    let shape = Shape { issue_share: 1.0, rules_share: 0.8, graph_share: 0.0, rich_share: 0.0, ..Shape::default() };
    for number in 0..300 {
        let generated = generate(&shape, SEED, number);
        let case = case_of(&generated.text);
        let game = game_of(&case, FrameId::from_index(0));
        let answer = agreement(&case, &game, &Question::default(), &control).expect("it is small");
        let world = World::new(&case, &answer.finding.frame.id).expect("the frame");
        for (number, verdict) in answer.finding.states.iter().enumerate() {
            assert_eq!(answer.finding.certificate(number).is_some(), verdict.stable == Finding::No);
            if let Some(certificate) = answer.finding.certificate(number) {
                pass(&world, &Certified::Consent(certificate.clone()), &generated);
                tamper_with_consent(&world, certificate, &mut refused);
                joint += 1;
            }
        }
        let mut text = Vec::new();
        write_agreement_json(&mut text, &case, &answer).expect("it can be written");
        let made: Vec<Certified> = answer.finding.certificates.iter().map(|(_, joint)| Certified::Consent(joint.clone())).collect();
        if !made.is_empty() {
            let read = read_certificates(std::str::from_utf8(&text).expect("text"), &case).expect("it can be read");
            assert_eq!(read.certified, made);
            assert_eq!(read.uncertified, answer.finding.uncertified);
        }
    }
    eprintln!("{joint} joint moves verified; refused: {refused:?}");
    assert!(joint > 300 && refused.values().sum::<u64>() > 1000);
}

#[test]
fn dominance_between_plain_states() {
    let shape = Shape { unknown_share: 0.1, rich_share: 0.0, ..Shape::default() };
    let (mut dominated, mut refused) = (0u64, Refused::new());
    for number in 0..80 {
        let generated = generate(&shape, SEED, number);
        let case = case_of(&generated.text);
        let game = game_of(&case, FrameId::from_index(0));
        let frame = &game.description;
        let world = World::new(&case, &frame.id).expect("the frame");
        let parties: Vec<PartyId> = game.players.iter().map(|player| player.party).collect();
        let theirs: Vec<&Preference> = frame
            .parties
            .iter()
            .map(|party| generated.conflict.parties.iter().position(|name| *name == party.id).expect("the same parties"))
            .map(|party| &generated.conflict.preference[party])
            .collect();
        let values = |state: usize| -> StateValues { game.codes.values(game.feasible.code(state as u64).expect("a state")).into() };
        for better in 0..generated.conflict.states {
            for worse in 0..generated.conflict.states {
                // the oracle's word: at least as good for all, better for somebody
                let loser = theirs.iter().position(|preference| !preference.surely_at_least(better, worse));
                let gainer = theirs.iter().position(|preference| preference.surely_better(better, worse));
                let gains = parties[gainer.unwrap_or(0)];
                let dominance =
                    Dominance { frame: frame.id.clone(), parties: parties.clone(), better: values(better), worse: values(worse), gains };
                match (loser, gainer) {
                    (None, Some(_)) => {
                        pass(&world, &Certified::Dominance(dominance.clone()), &generated);
                        dominated += 1;
                        let idle = theirs.iter().position(|preference| !preference.surely_better(better, worse));
                        if let Some(idle) = idle {
                            let other = Dominance { gains: parties[idle], ..dominance };
                            refuse(&world, &Certified::Dominance(other), "the gain of", &mut refused);
                        } else {
                            let nobody = Dominance { parties: Vec::new(), ..dominance };
                            refuse(&world, &Certified::Dominance(nobody), "the gain of", &mut refused);
                        }
                    }
                    (None, None) => refuse(&world, &Certified::Dominance(dominance), "the gain of", &mut refused),
                    (Some(_), _) => refuse(&world, &Certified::Dominance(dominance), "the party", &mut refused),
                }
            }
        }
    }
    eprintln!("{dominated} pairs with dominance verified; refused: {refused:?}");
    assert!(dominated > 300);
}

#[test]
fn explanations_are_read_back_as_they_were_made() {
    let control = Control::default();
    let shape = Shape { rich_share: 0.3, attempts: 20, ..Shape::default() };
    let mut read_back = 0;
    let all = |case: &Case, text: &[u8]| read_certificates(std::str::from_utf8(text).expect("text"), case);
    for number in 0..60 {
        let generated = generate(&shape, SEED, number);
        let case = case_of(&generated.text);
        let game = game_of(&case, FrameId::from_index(0));
        let explainer = Explainer::new(&case, &game).expect("few restrictions");
        for player in 0..game.players.len() {
            for concept in CONCEPTS {
                let answer = explainer.explain(0, player, concept, true, &control).expect("defined");
                if answer.finding.certificates.is_empty() {
                    continue;
                }
                let mut text = Vec::new();
                write_explanation_json(&mut text, &case, &answer).expect("it can be written");
                assert_eq!(all(&case, &text).expect("it can be read").certified, answer.finding.certificates);
                read_back += answer.finding.certificates.len();
                // an answer that says the opposite of its certificate
                let mut lie: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
                if let Some(stable) = answer.finding.stable.known() {
                    lie["result"]["stable"] = serde_json::Value::Bool(!stable);
                    assert!(all(&case, lie.to_string().as_bytes()).is_err());
                    // one whose certificate is of another concept
                    let mut other: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
                    other["result"]["concept"] = if concept.id == "smr" { "sseq".into() } else { "smr".into() };
                    assert!(all(&case, other.to_string().as_bytes()).is_err());
                }
            }
        }
    }
    assert!(read_back > 1000, "{read_back} certificates were read back");
}
