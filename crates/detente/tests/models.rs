//! Models of moving actors through the public readers and the facade: published runs to their printed digits, and what users ask of them.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use common::root;
use detente::io::spatial::{read_backtest, read_spatial};
use detente::model::answer::{ForecastFinding, ForecastRound, IssueForecast, Prediction};
use detente::model::control::{Control, Progress};
use detente::solve::forecast::tables::{Inputs, Missing};
use detente::solve::forecast::{MODELS, USUAL};
use detente::{Backtest, Forecast, Stated, forecast};

/// A file of the shared folder; none where it is absent.
fn shared(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared/bargaining").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: there is no ../shared/bargaining/{name}");
    None
}

fn stated(path: &Path) -> Stated {
    read_spatial(path).expect("it can be read").read.unwrap_or_else(|faults| panic!("{faults:#?}")).into()
}

fn file(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("models");
    fs::create_dir_all(&folder).expect("it can be made");
    let path = folder.join(name);
    fs::write(&path, text).expect("it can be written");
    path
}

fn ask(stated: &Stated, models: &[&str], options: &[(&str, &str)], asked: Forecast) -> ForecastFinding {
    let models = models.iter().map(|model| (*model).to_owned()).collect();
    let options = options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    forecast(stated, &Forecast { models, options, ..asked }, &Control::default()).expect("it is answered").finding
}

fn of<'a>(finding: &'a ForecastFinding, issue: &'a IssueForecast, model: &str) -> &'a Prediction {
    let at = finding.models.iter().position(|known| known.id == model).expect("it is run");
    &issue.predictions[at]
}

fn number(cell: &str) -> f64 {
    cell.trim().trim_matches('"').parse().unwrap_or_else(|_| panic!("{cell} is no number"))
}

/// Both print the same digits: at most half a unit of the last one apart, and what rounding of a half leaves open.
fn same_digits(ours: f64, theirs: f64, digits: i32) -> bool {
    (ours - theirs).abs() <= 0.5 * 10f64.powi(-digits) + 1e-9
}

/// Where everybody stands after a round: the last one if nothing was in dispute any more.
fn after(rounds: &[ForecastRound], round: usize) -> &ForecastRound {
    rounds.get(round).or(rounds.last()).expect("there is a start")
}

#[test]
fn emission_standards_give_the_medians_of_the_independent_program() {
    let (Some(data), Some(table)) = (shared("bdm_emission.csv"), shared("scholz2011_table2.csv")) else { return };
    let stated = stated(&data);
    let finding = ask(&stated, &["scholz2011-code", "scholz2011-paper"], &[], Forecast::default());
    let issue = &finding.issues[0];
    let (code, paper) = (&of(&finding, issue, "scholz2011-code").rounds, &of(&finding, issue, "scholz2011-paper").rounds);
    let text = fs::read_to_string(table).expect("it can be read");
    let mut compared = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let round: usize = cells[0].parse().expect("it is a round");
        let (median, mean) = (after(code, round).median, after(code, round).mean);
        assert!((median - number(cells[3])).abs() < 0.05, "round {round}: median {median}, {} there", cells[3]);
        assert!((mean - number(cells[4])).abs() < 0.05, "round {round}: mean {mean}, {} there", cells[4]);
        compared += 1;
        if !cells[1].is_empty() {
            // what the text of the paper makes of it, beside the published table: measured, not made to agree
            let paper = after(paper, round);
            let (median, mean) = (number(cells[1]), number(cells[2]));
            eprintln!(
                "scholz2011-paper, round {round}: median {:.2}, published {median}, {:+.2}; mean {:.2}, published {mean}, {:+.2}",
                paper.median,
                paper.median - median,
                paper.mean,
                paper.mean - mean
            );
        }
    }
    assert_eq!(compared, 11);
    // both readings of the probability of success stand side by side: the denominator of the paper's text with everything else of the code
    let pair = ask(&stated, &["scholz2011-code"], &[("denominator", "pair")], Forecast::default());
    let pair = &of(&pair, &pair.issues[0], "scholz2011-code").rounds;
    let differs = (1..=10).filter(|round| (after(code, *round).median - after(pair, *round).median).abs() > 0.05).count();
    eprintln!("with denominator=pair the median differs in {differs} of ten rounds");
    assert!(differs > 0);
}

#[test]
fn two_issues_give_the_positions_and_chances_of_the_published_log() {
    let (Some(data), Some(log)) = (shared("SOE-Pol-Comp.csv"), shared("ktab_SOE-Pol-Comp_result.txt")) else { return };
    let finding = ask(&stated(&data), &["smp"], &[], Forecast::default());
    let rounds: Vec<&Vec<ForecastRound>> = finding.issues.iter().map(|issue| &of(&finding, issue, "smp").rounds).collect();
    assert!(rounds.iter().all(|rounds| rounds.len() == 28), "the log has 28 states");
    let mut compared = 0;
    for line in fs::read_to_string(log).expect("it can be read").lines() {
        let Some((head, tail)) = line.split_once(':') else { continue };
        let Some((name, what)) = head.split_once(',') else { continue };
        let Some(actor) = finding.actors.iter().position(|known| known.id == name) else { continue };
        for (round, theirs) in tail.split_whitespace().map(number).enumerate() {
            let at = |issue: usize| rounds[issue][round].positions[actor].expect("it takes part");
            let (ours, digits) = match what.trim() {
                "Policy Position" => (at(0), 1),
                "Competitive Position" => (at(1), 1),
                "prob" => (rounds[0][round].chances[actor].expect("it has a chance"), 4),
                other => panic!("{other}?"),
            };
            assert!(same_digits(ours, theirs, digits), "{name}, {what}, state {round}: {ours}, published {theirs}");
            compared += 1;
        }
    }
    assert_eq!(compared, 13 * 3 * 28);
}

#[test]
fn one_issue_gives_the_positions_of_the_published_log() {
    let (Some(data), Some(log)) = (shared("emission_ktab.csv"), shared("emission_ktab_posLog.csv")) else { return };
    let finding = ask(&stated(&data), &["smp"], &[], Forecast::default());
    let rounds = &of(&finding, &finding.issues[0], "smp").rounds;
    assert_eq!(rounds.len(), 14);
    let mut compared = 0;
    for line in fs::read_to_string(log).expect("it can be read").lines().skip(1) {
        let Some((name, tail)) = line.split_once(',') else { continue };
        let actor = finding.actors.iter().position(|actor| actor.id == name).expect("the actor is known");
        for (round, theirs) in tail.split(',').map(number).enumerate() {
            let ours = rounds[round].positions[actor].expect("it takes part");
            assert!(same_digits(ours, theirs, 2), "{name}, state {round}: {ours}, published {theirs}");
            compared += 1;
        }
    }
    assert_eq!(compared, 10 * 14);
    // the same run, told by the moves: whoever moves does so from where it stood to where it stands
    for pair in rounds.windows(2) {
        for moved in &pair[1].moves {
            assert_eq!((pair[0].positions[moved.actor], pair[1].positions[moved.actor]), (Some(moved.from), Some(moved.to)));
        }
        let stayed = (0..finding.actors.len()).filter(|actor| pair[1].moves.iter().all(|moved| moved.actor != *actor));
        assert!(stayed.into_iter().all(|actor| pair[0].positions[actor] == pair[1].positions[actor]));
    }
}

#[test]
fn exchanges_at_equal_gain_are_the_published_ones() {
    let (Some(data), Some(published)) = (shared("data_short.csv"), shared("data_short.output.csv")) else { return };
    let stated = stated(&data);
    let finding = ask(&stated, &["exchange"], &[], Forecast::default());
    let bytes = fs::read(published).expect("it can be read");
    // the file is in Latin-1
    let text: String = bytes.into_iter().map(char::from).collect();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(';').map(|cell| cell.trim().trim_matches('"')).collect()).collect();
    assert_eq!((finding.exchanges.len(), rows.len()), (20, 20));
    for (ours, theirs) in finding.exchanges.iter().zip(&rows) {
        for (partner, at) in ours.partners.iter().zip([0, 2]) {
            assert_eq!([finding.actors[partner.actor].id.as_str(), finding.on[partner.pays_on].id.as_str()], theirs[at..at + 2]);
        }
        let [first, second] = &ours.partners;
        let side = |partner: &detente::model::answer::ForecastPartner| [partner.from, partner.to - partner.from, partner.to, partner.asked];
        let numbers: Vec<f64> = [first.gain].into_iter().chain(side(first)).chain(side(second)).collect();
        for (ours, theirs) in numbers.iter().zip(&theirs[4..13]) {
            assert!((ours - number(theirs)).abs() <= 1e-12 * number(theirs).abs().max(100.0), "{numbers:?}, published {theirs:?}");
        }
        assert!((first.gain - second.gain).abs() < 1e-12, "both gain the same");
        assert_eq!(ours.again, theirs[13] == "TRUE");
    }
    // the forecast is where the votes after all exchanges weigh: by hand from the rounds and the stances
    for issue in &finding.issues {
        let last = of(&finding, issue, "exchange").rounds.last().expect("there are rounds");
        let (mut sum, mut total) = (0.0, 0.0);
        for (position, weight) in last.positions.iter().zip(&issue.weights) {
            if let (Some(position), Some(weight)) = (position, weight) {
                sum += position * weight;
                total += weight;
            }
        }
        assert!((of(&finding, issue, "exchange").point.expect("it is defined") - sum / total).abs() < 1e-9, "{}", issue.id);
    }
    // what an exchange is to its partners by the outcomes is what it is said to gain, as long as no outcome passes one of them
    let own = finding.exchanges.iter().flat_map(|exchange| {
        exchange.effects.iter().filter(|effect| effect.circle == "own").map(|effect| (exchange, effect.gain)).collect::<Vec<_>>()
    });
    let as_said = own.filter(|(exchange, gain)| (gain - exchange.partners[0].gain).abs() < 1e-9).count();
    assert!(as_said > 20, "{as_said} of 40");
    // one issue shown: the run is the same
    let one = ask(&stated, &["exchange"], &[], Forecast { issues: vec!["mrv".into()], ..Forecast::default() });
    let whole = finding.issues.iter().find(|issue| issue.id == "mrv").expect("it is there");
    assert_eq!(one.issues.len(), 1);
    assert_eq!(&one.issues[0], whole);
    assert!(one.exchanges.len() < 20 && one.exchanges.iter().all(|of| finding.exchanges.contains(of)));
}

const TOGETHER: &str = "issue,actor,position,salience,capability\n\
    a,x,0,0.9,1\na,y,100,0.3,1\na,z,60,0.2,2\nb,x,0,0.2,1\nb,y,100,0.8,1\nb,w,50,0.5,1\nc,z,0,0.3,2\nc,w,100,0.6,1\n";

#[test]
fn an_issue_that_is_shown_alone_is_run_with_the_others() {
    let stated = stated(&file("together.csv", TOGETHER));
    let all: Vec<&str> = MODELS.iter().map(|model| model.id).collect();
    let whole = ask(&stated, &all, &[], Forecast { tornado: true, ..Forecast::default() });
    for issue in &whole.issues {
        let asked = Forecast { issues: vec![issue.id.clone()], tornado: true, ..Forecast::default() };
        let one = ask(&stated, &all, &[], asked);
        assert_eq!(one.issues.as_slice(), std::slice::from_ref(issue));
        assert!(one.remarks.iter().any(|remark| remark.contains("run on all 3 issues")), "{:?}", one.remarks);
    }
    // apart they are what each is alone
    let apart = ask(&stated, &["smp"], &[("issues", "apart")], Forecast::default());
    for (issue, name) in apart.issues.iter().zip(["a", "b", "c"]) {
        let rows: Vec<&str> = TOGETHER.lines().filter(|line| line.starts_with("issue") || line.starts_with(&format!("{name},"))).collect();
        let path = file(&format!("alone-{name}.csv"), &(rows.join("\n") + "\n"));
        let read = self::stated(&path);
        let alone = ask(&read, &["smp"], &[], Forecast::default());
        // the ends of a line that states none are the outermost positions or 0 to 100: the same here, since positions of each reach both
        assert_eq!((alone.issues[0].low, alone.issues[0].high), (issue.low, issue.high), "{name}");
        let (ours, theirs) = (of(&apart, issue, "smp").point, of(&alone, &alone.issues[0], "smp").point);
        assert!((ours.expect("it is defined") - theirs.expect("it is defined")).abs() < 1e-9, "{name}");
    }
}

#[test]
fn why_an_actor_moved_agrees_with_the_rounds() {
    let (Some(two), Some(three)) = (shared("SOE-Pol-Comp.csv"), shared("data_short.csv")) else { return };
    let mut told = 0;
    for (path, model, rounds) in [(two, "smp", 1..=27u32), (three, "exchange", 1..=1)] {
        let stated = stated(&path);
        let whole = ask(&stated, &[model], &[], Forecast::default());
        let actors: Vec<String> = whole.actors.iter().take(6).map(|actor| actor.id.clone()).collect();
        for name in actors {
            for round in rounds.clone().step_by(5) {
                let finding = ask(&stated, &[model], &[], Forecast { moved: Some((name.clone(), round)), ..Forecast::default() });
                for why in &finding.moved {
                    let issue = &finding.issues[why.issue];
                    let before = &of(&finding, issue, model).rounds[round as usize - 1];
                    let now = &of(&finding, issue, model).rounds[round as usize];
                    let (from, to) = (before.positions[why.actor].expect("it stands"), now.positions[why.actor].expect("it stands"));
                    match &why.taken {
                        Some(taken) => {
                            assert!((taken.from - from).abs() < 1e-9 && (taken.to - to).abs() < 1e-9, "{name} {round}: {taken:?}")
                        }
                        None => assert!((from - to).abs() < 1e-9, "{name} {round} stays"),
                    }
                    if model == "smp" {
                        // everything that was voted on is there with its chance, what was taken first, and none is likelier
                        let sum: f64 = why.offers.iter().map(|offer| offer.chance.expect("it has one")).sum();
                        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
                        assert!(why.offers.iter().all(|offer| offer.chance <= why.offers[0].chance.map(|chance| chance + 1e-9)));
                        assert_eq!(why.offers[0].by.is_some(), why.taken.is_some());
                    }
                    told += 1;
                }
            }
        }
    }
    assert!(told > 60, "{told}");
    let stated = stated(&file("why.csv", TOGETHER));
    let late = ask(&stated, &["smp"], &[], Forecast { moved: Some(("x".into(), 500)), ..Forecast::default() });
    assert!(late.moved.is_empty() && late.remarks.iter().any(|remark| remark.contains("round 500")), "{:?}", late.remarks);
}

#[test]
fn two_points_have_a_probability_from_every_model_that_is_defined() {
    let text = "issue,actor,position,salience,capability\na,x,0,0.9,1\na,y,100,0.3,1\na,z,100,0.5,2\nb,x,0,0.2,1\nb,y,100,0.8,1\nc,x,0,1,1\nc,y,0,1,1\nc,z,100,1,1\n";
    let stated = stated(&file("ends.csv", text));
    let all: Vec<&str> = MODELS.iter().map(|model| model.id).collect();
    let finding = ask(&stated, &all, &[], Forecast { draws: Some(20), seed: 1, ..Forecast::default() });
    for issue in &finding.issues {
        assert!(issue.two_points);
        for (model, found) in finding.models.iter().zip(&issue.predictions) {
            let probability = found.probability.unwrap_or_else(|| panic!("{} on {}", model.id, issue.id));
            assert!((0.0..=1.0).contains(&probability) && found.point.is_some(), "{}: {probability}", model.id);
            if ["smp", "exchange"].contains(&model.id) {
                let place = (found.point.expect("it is defined") - issue.low) / (issue.high - issue.low);
                assert!((probability - place).abs() < 1e-9, "{}", model.id);
            }
            assert!(found.spread.as_ref().is_some_and(|spread| spread.probability.is_some()), "{}", model.id);
        }
    }
}

#[test]
fn options_reach_their_model_and_faults_say_what_can_be() {
    let stated = stated(&file("options.csv", TOGETHER));
    let fault = |models: &[&str], key: &str, value: &str| {
        let asked = Forecast {
            models: models.iter().map(|model| (*model).to_owned()).collect(),
            options: vec![(key.into(), value.into())],
            ..Forecast::default()
        };
        let error = forecast(&stated, &asked, &Control::default()).expect_err("it cannot be");
        format!("{error:?}")
    };
    assert!(fault(&["smp"], "voting", "loud").contains("binary, prop-bin, proportional, prop-cubic, cubic, asymmetric"));
    assert!(fault(&["exchange"], "cap", "half").contains("none, demander"));
    assert!(fault(&["smp"], "cap", "none").contains("no model that is run has an option `cap`"));
    assert!(fault(&["smp"], "exchange.rounds", "2").contains("no model that is run has an option"));
    assert!(fault(&["smp"], "rounds", "0").contains("a whole number from 1 to 1000"));
    // one model alone, by its name before the option
    let finding = ask(&stated, &["smp", "exchange"], &[("rounds", "3"), ("smp.rounds", "2")], Forecast::default());
    let rounds = |id: &str| {
        let model = finding.models.iter().find(|model| model.id == id).expect("it is run");
        model.options.iter().find(|(key, _)| *key == "rounds").map(|(_, value)| value.clone())
    };
    assert_eq!((rounds("smp"), rounds("exchange")), (Some("2".into()), Some("3".into())));
    assert_eq!(of(&finding, &finding.issues[0], "exchange").rounds.len(), 4);
    // an option changes what it says it does: with everything exchanged, nobody starts the second round where it stood
    let capped = ask(&stated, &["exchange"], &[("cap", "demander"), ("left", "weak"), ("ties", "seed")], Forecast::default());
    assert!(capped.exchanges.iter().all(|exchange| exchange.partners.iter().all(|partner| partner.gain > 0.0)));
}

/// What draws take is what is told, by every model.
#[test]
fn a_quick_run_gives_what_a_whole_one_gives() {
    let table = Inputs::new(&stated(&file("quick.csv", TOGETHER)).spatial, Missing::Leave).central();
    for model in MODELS {
        let run = model.ready(&[]).expect("no options").run;
        let control = Control::default();
        let (quick, whole) = (run.quick(&table, &control), run.run(&table, &control));
        let told: Vec<_> = whole.iter().map(|found| (found.point, found.probability)).collect();
        assert_eq!(quick.iter().map(|found| (found.point, found.probability)).collect::<Vec<_>>(), told, "{}", model.id);
        assert!(told.iter().all(|(point, _)| point.is_some()), "{}", model.id);
        // what would be said if the last round were the last is what is said
        for found in whole.iter().filter(|found| !found.rounds.is_empty()) {
            assert_eq!(found.rounds.last().and_then(|round| round.point), found.point, "{}", model.id);
        }
    }
}

/// Stops when a stage has come so far.
struct StopAt(&'static str, u64, AtomicBool);

impl Progress for StopAt {
    fn report(&self, stage: &'static str, done: u64, _: u64) {
        if stage == self.0 && done >= self.1 {
            self.2.store(true, Ordering::Relaxed);
        }
    }
}

/// A run in the middle of which somebody asks to stop gives no answer, rather than half of one.
#[test]
fn runs_can_be_interrupted() {
    let stated = stated(&file("stopped.csv", TOGETHER));
    for (model, stage, at) in [("smp", "rounds", 1), ("smp", "drawing", 0), ("exchange", "models", 0), ("scholz2011-paper", "models", 0)] {
        let stop = StopAt(stage, at, AtomicBool::new(false));
        let asked = Forecast { models: vec![model.into()], draws: Some(2000), ..Forecast::default() };
        let found = forecast(&stated, &asked, &Control::new(&stop.2, &stop));
        assert!(matches!(found, Err(detente::Error::Stopped(_))), "{model} {stage}");
    }
}

#[test]
fn what_is_run_without_asking_depends_on_how_many_issues_there_are() {
    let several = stated(&file("several.csv", TOGETHER));
    let ids = |finding: &ForecastFinding| finding.models.iter().map(|model| model.id).collect::<Vec<_>>();
    let finding = ask(&several, &[], &[], Forecast::default());
    assert!(ids(&finding).starts_with(USUAL) && ids(&finding).contains(&"exchange"));
    let one = stated(&file("one.csv", "actor,position,salience\nx,0,1\ny,100,0.5\n"));
    assert_eq!(ids(&ask(&one, &[], &[], Forecast::default())), USUAL);
    // who asks for it is told why not
    let asked = ask(&one, &["exchange"], &[], Forecast::default());
    let why = of(&asked, &asked.issues[0], "exchange").undefined.clone();
    assert!(why.is_some_and(|why| why.contains("needs two issues") && why.contains("there is one")));
}

#[test]
fn a_backtest_runs_what_was_decided_together_together() {
    // without capabilities, which a backtest takes from a table of their own
    let equal: Vec<&str> = TOGETHER.lines().filter_map(|line| line.rsplit_once(',').map(|(kept, _)| kept)).collect();
    let positions = file("bp.csv", &(equal.join("\n") + "\n"));
    let run = |issues: &str, name: &str| {
        let issues = file(name, issues);
        let (loaded, outcomes) = read_backtest(&positions, &issues, None).expect("they can be read");
        let stated: Stated = loaded.read.unwrap_or_else(|faults| panic!("{faults:#?}")).into();
        detente::backtest(&stated, &outcomes, &Backtest::default(), &Control::default()).expect("it is answered").finding
    };
    let proposals = run("issue,outcome,proposal\na,40,p\nb,60,p\nc,20,q\n", "bi.csv");
    let at = |finding: &detente::model::answer::BacktestFinding, id: &str| {
        finding.models.iter().position(|model| model.model.id == id).expect("it is there")
    };
    let exchange = &proposals.models[at(&proposals, "exchange")];
    assert_eq!((exchange.n, exchange.undefined), (2, 1));
    assert!(exchange.why_undefined.as_ref().is_some_and(|why| why.contains("needs two issues")), "{exchange:?}");
    // p is what its two issues are alone
    let rows: Vec<&str> = equal.iter().copied().filter(|line| !line.starts_with("c,")).collect();
    let alone = ask(&stated(&file("p.csv", &(rows.join("\n") + "\n"))), &["smp", "exchange"], &[], Forecast::default());
    for model in ["smp", "exchange"] {
        for (scored, issue) in proposals.scored.iter().zip(&alone.issues) {
            let ours = scored.points[at(&proposals, model)].expect("it is defined");
            let theirs = of(&alone, issue, model).point.expect("it is defined");
            assert!((ours - theirs).abs() < 1e-9, "{model} on {}: {ours}, alone {theirs}", issue.id);
        }
    }
    // where nothing says what was decided together every issue stands alone
    let loose = run("issue,outcome\na,40\nb,60\nc,20\n", "bj.csv");
    assert_eq!(loose.models[at(&loose, "exchange")].undefined, 3);
    assert_eq!(loose.models[at(&loose, "smp")].undefined, 0);
}
