//! The simple models against brute force and their properties, draws, frozen files, and the backtest against numbers that were computed apart.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{case_of, root};
use detente::io::answer::{write_backtest_json, write_forecast_csv, write_forecast_json};
use detente::io::frozen::{Frozen, FrozenError};
use detente::io::spatial::{read_backtest, read_spatial};
use detente::model::Case;
use detente::model::answer::Prediction;
use detente::model::control::Control;
use detente::model::spatial::Quantity;
use detente::solve::forecast::{Column, MODELS, Model, Stance, Table, model};
use detente::{Backtest, Forecast, Question, Stated};

/// A small generator of its own, so that tables do not depend on a crate's version.
struct Lot(u64);

impl Lot {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.below(1 << 20)).expect("it is small")) / f64::from(1u32 << 20)
    }
}

/// A random column on a line from 0 to 100; whole numbers, so that ties happen.
fn column(lot: &mut Lot, reference: bool) -> Column {
    let mut stance = || {
        (lot.below(6) > 0).then(|| Stance {
            position: f64::from(u32::try_from(lot.below(11)).expect("it is small")) * 10.0,
            salience: f64::from(u32::try_from(lot.below(10)).expect("it is small") + 1) / 10.0,
            capability: f64::from(u32::try_from(lot.below(5)).expect("it is small") + 1),
        })
    };
    let mut stances: Vec<Option<Stance>> = (0..6).map(|_| stance()).collect();
    stances.push(Some(Stance { position: 50.0, salience: 0.5, capability: 1.0 }));
    let reference_point = reference.then(|| f64::from(u32::try_from(lot.below(101)).expect("it is small")));
    Column { low: 0.0, high: 100.0, reference_point, stances }
}

fn run_with(id: &str, column: &Column, chosen: &[(&str, &str)]) -> Prediction {
    let chosen: Vec<(String, String)> = chosen.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let table = Table { actors: column.stances.len(), issues: vec![column.clone()] };
    model(id).expect("it is a model").ready(&chosen).expect("these are options").run.run(&table, &Control::default()).remove(0)
}

fn run(id: &str, column: &Column) -> Prediction {
    run_with(id, column, &[])
}

fn point(id: &str, column: &Column) -> f64 {
    run(id, column).point.unwrap_or_else(|| panic!("{id} is defined for {column:?}"))
}

/// The models of single issues; exchanges need two.
fn of_one_issue() -> impl Iterator<Item = &'static Model> {
    MODELS.iter().filter(|model| model.id != "exchange")
}

fn weight(stance: &Stance) -> f64 {
    stance.capability * stance.salience
}

#[test]
fn the_compromise_is_the_place_with_the_least_sum_of_squares() {
    let mut lot = Lot(1);
    for _ in 0..300 {
        let column = column(&mut lot, false);
        let cost = |at: f64| column.stances.iter().flatten().map(|of| weight(of) * (of.position - at).powi(2)).sum::<f64>();
        let found = point("compromise", &column);
        let best = (0..=10_000).map(|step| f64::from(step) / 100.0).fold(0.0, |best, at| if cost(at) < cost(best) { at } else { best });
        assert!((found - best).abs() <= 0.0051, "{found} {best} {column:?}");
    }
}

#[test]
fn no_position_beats_the_weighted_median() {
    let (mut lot, mut ties) = (Lot(2), 0);
    for _ in 0..1500 {
        let column = column(&mut lot, false);
        let beats = |a: f64, b: f64| {
            let nearer = |x: f64, y: f64| -> f64 {
                column.stances.iter().flatten().filter(|of| (of.position - x).abs() < (of.position - y).abs()).map(weight).sum()
            };
            nearer(a, b) > nearer(b, a) + 1e-9
        };
        let found = run("median", &column);
        let at = found.point.expect("it is defined");
        // every place of a grid that holds all positions and what lies between them
        let places: Vec<f64> = (0..=100).map(f64::from).collect();
        assert!(!places.iter().any(|other| beats(*other, at)), "{at} {column:?}");
        // whatever none beats is the median or in the interval of ties
        let unbeaten: Vec<f64> = places.iter().copied().filter(|at| !places.iter().any(|other| beats(*other, *at))).collect();
        let (low, high) = found.ties.unwrap_or((at, at));
        assert!(unbeaten.iter().all(|at| (low..=high).contains(at)) && unbeaten.contains(&low) && unbeaten.contains(&high), "{column:?}");
        ties += u32::from(found.ties.is_some());
    }
    assert!(ties > 10, "{ties} ties: the generator makes too few to show anything");
}

#[test]
fn nash_bargaining_has_the_largest_product_on_a_grid() {
    let mut lot = Lot(3);
    let (mut inside, mut outside) = (0, 0);
    for round in 0..400 {
        let reference = round % 2 == 0;
        let column = column(&mut lot, reference);
        for loss in ["linear", "quadratic"] {
            let found = run_with("nash", &column, &[("loss", loss)]).point.expect("it is defined");
            let lost = |a: f64, b: f64| if loss == "linear" { (a - b).abs() / 100.0 } else { ((a - b) / 100.0).powi(2) };
            let utility = |of: &Stance, at: f64| 1.0 - of.salience * lost(of.position, at);
            let gain = |of: &Stance, at: f64| utility(of, at) - column.reference_point.map_or(0.0, |d| utility(of, d));
            // nobody may lose; among such places the largest sum of logarithms; none where someone gains nothing
            let product = |at: f64| -> f64 {
                column
                    .stances
                    .iter()
                    .flatten()
                    .map(|of| {
                        let gain = gain(of, at);
                        if gain > 0.0 { of.capability * gain.ln() } else { f64::NEG_INFINITY }
                    })
                    .sum()
            };
            let rational = |at: f64| column.stances.iter().flatten().all(|of| gain(of, at) >= -1e-9);
            assert!(rational(found), "{found} {column:?}");
            let best = (0..=2000).map(|step| f64::from(step) / 20.0).map(product).fold(f64::NEG_INFINITY, f64::max);
            if best == f64::NEG_INFINITY {
                // whatever moves away from the reference point hurts someone
                assert!(column.reference_point.is_some_and(|d| (d - found).abs() < 1e-9), "{found} {column:?}");
                inside += 1;
            } else {
                assert!(product(found) >= best - 1e-9, "{found}: {} below {best}: {column:?}", product(found));
                outside += usize::from(reference);
            }
        }
    }
    assert!(inside > 50 && outside > 3, "{inside} {outside}");
}

/// A column with positions that no two actors share, so that no order of actors decides.
fn generic(lot: &mut Lot) -> Column {
    let mut stance =
        || Some(Stance { position: 1.0 + 98.0 * lot.share(), salience: 0.05 + 0.9 * lot.share(), capability: 0.1 + lot.share() });
    Column { low: 0.0, high: 100.0, reference_point: None, stances: (0..7).map(|_| stance()).collect() }
}

#[test]
fn units_of_capability_order_and_direction_do_not_matter() {
    let mut lot = Lot(4);
    for _ in 0..100 {
        let column = generic(&mut lot);
        let mut scaled = column.clone();
        scaled.stances.iter_mut().flatten().for_each(|of| of.capability *= 7.0);
        let mut turned = column.clone();
        turned.stances.reverse();
        let mut mirrored = column.clone();
        mirrored.stances.iter_mut().flatten().for_each(|of| of.position = 100.0 - of.position);
        for model in of_one_issue() {
            let found = point(model.id, &column);
            // the spatial model lets the first of those at nearly one place stand for all, adds a trifle to every coalition, and rounds: what that
            // may do is held against a second program in its own tests, and the order and direction of actors are too
            if model.id == "smp" {
                continue;
            }
            assert!((point(model.id, &scaled) - found).abs() < 1e-6, "{}: capabilities times seven: {column:?}", model.id);
            assert!((point(model.id, &turned) - found).abs() < 1e-6, "{}: actors in another order: {column:?}", model.id);
            // one program's key for compromises depends on where the line has its zero, and its page says so
            if model.id != "scholz2011-code" {
                assert!((100.0 - point(model.id, &mirrored) - found).abs() < 1e-6, "{}: the line turned round: {column:?}", model.id);
            }
        }
    }
}

#[test]
fn forecasts_lie_between_the_outermost_positions_and_are_numbers() {
    let mut lot = Lot(5);
    for _ in 0..300 {
        let column = column(&mut lot, false);
        let ends =
            column.stances.iter().flatten().fold((100.0f64, 0.0f64), |(low, high), of| (low.min(of.position), high.max(of.position)));
        for model in of_one_issue().filter(|model| model.id != "midpoint") {
            let found = run(model.id, &column);
            let at = found.point.expect("it is defined");
            assert!(at >= ends.0 - 1e-9 && at <= ends.1 + 1e-9, "{} {at}: {column:?}", model.id);
            assert!(found.probability.is_none_or(|of| (0.0..=1.0).contains(&of)), "{}", model.id);
        }
    }
}

#[test]
fn what_is_not_defined_says_why() {
    let nobody = Column { low: 0.0, high: 1.0, reference_point: None, stances: vec![None, None] };
    let weightless = Column { stances: vec![Some(Stance { position: 0.5, salience: 0.0, capability: 1.0 })], ..nobody.clone() };
    for model in MODELS.iter().filter(|model| model.id != "midpoint") {
        assert_eq!(run(model.id, &nobody).undefined.as_deref(), Some("nobody takes part"), "{}", model.id);
        assert_eq!(run(model.id, &weightless).undefined.as_deref(), Some("nobody who takes part weighs anything"), "{}", model.id);
    }
    let alone = Column { stances: vec![Some(Stance { position: 0.25, salience: 1.0, capability: 1.0 })], ..nobody };
    assert!(of_one_issue().filter(|model| model.id != "midpoint").all(|model| (point(model.id, &alone) - 0.25).abs() < 1e-12));
    let exchange = run("exchange", &alone);
    assert_eq!(exchange.point, None);
    assert!(exchange.undefined.is_some_and(|why| why.contains("needs two issues") && why.ends_with("there is one")));
}

/// A table in a file of its own.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("forecast");
    fs::create_dir_all(&folder).expect("it can be made");
    let path = folder.join(name);
    fs::write(&path, text).expect("it can be written");
    path
}

fn stated(name: &str, text: &str) -> Stated {
    let loaded = read_spatial(&file(name, text)).expect("it can be read");
    loaded.read.unwrap_or_else(|faults| panic!("{faults:#?}")).into()
}

const UNCERTAIN: &str = "issue,actor,position,salience,capability\n\
    a,x,0..20,0.5,1\na,y,40..50..90,,2\na,z,100,0.9,\na,w,,0.9,1\nb,x,0,1,1\nb,y,100,0.5,2\n";

#[test]
fn draws_are_the_same_for_any_number_of_threads_and_differ_by_seed() {
    let stated = stated("uncertain.csv", UNCERTAIN);
    let json = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
        pool.install(|| {
            let asked = Forecast { draws: Some(3000), seed, tornado: true, models: vec!["all".into()], ..Forecast::default() };
            let answer = detente::forecast(&stated, &asked, &Control::default()).expect("it is answered");
            let (mut json, mut csv) = (Vec::new(), Vec::new());
            write_forecast_json(&mut json, &Case::default(), &answer).expect("it can be written");
            write_forecast_csv(&mut csv, &answer.finding).expect("it can be written");
            (json, csv)
        })
    };
    let one = json(1, 7);
    assert_eq!(one, json(2, 7));
    assert_ne!(one.1, json(2, 8).1);
}

#[test]
fn what_is_missing_takes_no_part_or_is_drawn_and_is_said() {
    let stated = stated("missing.csv", UNCERTAIN);
    let answer = detente::forecast(&stated, &Forecast { draws: Some(4000), seed: 1, ..Forecast::default() }, &Control::default());
    let finding = answer.expect("it is answered").finding;
    assert!(finding.remarks.iter().any(|remark| remark.contains("without a part") && remark.contains("w on a")), "{:?}", finding.remarks);
    assert!(finding.remarks.iter().any(|remark| remark.contains("2 numbers are missing")), "{:?}", finding.remarks);
    assert_eq!(finding.issues[0].stances[3].as_ref().map(|stance| stance.position), Some(Quantity::Missing));
    assert_eq!(finding.issues[0].weights[3], None);
    // by hand: x at 10 with 0.5 × 1, y at 50 with 0.5 (the middle of 0 to 1) × 2, z at 100 with 0.9 × 1.5 (the middle of 1 to 2)
    let by_hand = (10.0 * 0.5 + 50.0 * 1.0 + 100.0 * 1.35) / (0.5 + 1.0 + 1.35);
    assert!((finding.issues[0].predictions[0].point.expect("it is defined") - by_hand).abs() < 1e-9);
    // two certain actors at the ends: weights 1 and 1, so the higher end has half of the weight
    let certain = &finding.issues[1];
    assert!(certain.two_points && certain.predictions[0].probability == Some(0.5));
    let spread = certain.predictions[0].spread.as_ref().expect("it was drawn");
    assert!(spread.quantiles.iter().all(|at| (at - 50.0).abs() < 1e-9) && spread.draws == 4000);
    // filled: w may stand anywhere, its middle is 50
    let filled = Forecast { draws: Some(10), seed: 1, missing: detente::solve::forecast::tables::Missing::Fill, ..Forecast::default() };
    let filled = detente::forecast(&stated, &filled, &Control::default()).expect("it is answered").finding;
    let by_hand = (10.0 * 0.5 + 50.0 * 1.0 + 100.0 * 1.35 + 50.0 * 0.9) / (0.5 + 1.0 + 1.35 + 0.9);
    assert!((filled.issues[0].predictions[0].point.expect("it is defined") - by_hand).abs() < 1e-9);
}

#[test]
fn the_mean_of_draws_is_that_of_the_distribution() {
    // one actor alone is the forecast: the mean of a triangle is the mean of its corners, 4000 draws are off by a fraction of its width
    let stated = stated("triangle.csv", "actor,position,low,high\nx,10..20..90,0,100\n");
    let asked = Forecast { draws: Some(40_000), seed: 3, models: vec!["compromise".into()], ..Forecast::default() };
    let finding = detente::forecast(&stated, &asked, &Control::default()).expect("it is answered").finding;
    let spread = finding.issues[0].predictions[0].spread.clone().expect("it was drawn");
    assert!((spread.mean - 40.0).abs() < 0.3, "{}", spread.mean);
    // its median by the quantile function: above the mode, 1 − (90 − m)² / (80 · 70) = 1/2
    assert!((spread.quantiles[2] - (90.0 - 2800f64.sqrt())).abs() < 0.5, "{:?}", spread.quantiles);
    assert_eq!(spread.histogram.iter().sum::<u32>(), 40_000);
}

#[test]
fn a_frozen_forecast_comes_back_as_it_went_and_is_not_written_over() {
    let stated = stated("frozen.csv", UNCERTAIN);
    let answer = detente::forecast(&stated, &Forecast { draws: Some(100), seed: 5, ..Forecast::default() }, &Control::default());
    let answer = answer.expect("it is answered");
    let frozen = Frozen::of(&answer, "1990-05-25".parse().expect("it is a date"), &[]);
    let path = file("frozen.json", "");
    fs::remove_file(&path).expect("it is there");
    frozen.write(&path).expect("it can be written");
    let text = fs::read_to_string(&path).expect("it can be read");
    let again = Frozen::read(&text).expect("it is one");
    assert_eq!(
        (again.date.as_str(), again.seed, again.draws, again.digest.as_str()),
        ("1990-05-25", Some(5), Some(100), stated.digest.as_str())
    );
    assert_eq!(again.models, frozen.models);
    let mut points = 0;
    for (issue, was) in again.issues.iter().zip(&frozen.issues) {
        for (point, was) in issue.forecasts.iter().zip(&was.forecasts) {
            assert_eq!(point.model, was.model);
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(1.0);
            assert!(point.point.zip(was.point).is_none_or(|(a, b)| near(a, b)) && point.point.is_some() == was.point.is_some());
            assert!(point.quantiles.len() == 5 && point.quantiles.iter().zip(&was.quantiles).all(|(a, b)| near(a.1, b.1)));
            points += 1;
        }
    }
    assert_eq!(points, 2 * answer.finding.models.len());
    assert!(matches!(frozen.write(&path), Err(FrozenError::Exists(_))));
    assert_eq!(fs::read_to_string(&path).expect("it can be read"), text, "nothing was written over");
    assert!(matches!(Frozen::read(&text.replace("frozen-forecast/1", "frozen-forecast/9")), Err(FrozenError::Schema(_))));
    assert!(matches!(Frozen::read("{}"), Err(FrozenError::Form(_))));
}

#[test]
fn a_case_gives_positions_capabilities_and_the_reference_point() {
    let case = case_of(
        "format = 1\ntitle = \"Troops\"\n[party.east]\nkind = \"state\"\nweight = { capability = 2, votes = 9 }\n[party.west]\nkind = \"state\"\n\
         weight = { capability = 1, votes = 1 }\n[party.public]\nkind = \"public\"\n[issue.troops]\ndecided_by = \"east and west\"\nvalues = [\
         { id = \"few\", name = \"few\", at = 100 }, { id = \"some\", name = \"some\", at = 250 }, { id = \"many\", name = \"many\", at = 400 }]\n\
         [frame.all]\nvary = [\"*\"]\nstatus_quo = { troops = \"many\" }\n\
         [[preference.east.position]]\non = \"troops\"\nideal = 100\nsalience = 1\n[[preference.west.position]]\non = \"troops\"\nideal = 400\nsalience = 0.5\n",
    );
    let point = |kind: Option<&str>| {
        let stated = detente::case_positions(&case, &Question::default(), kind).expect("it has positions");
        assert_eq!(stated.spatial.issues[0].reference_point, Some(400.0));
        assert_eq!(stated.spatial.actors.len(), 2, "the public states no position");
        let answer = detente::forecast(&stated, &Forecast::default(), &Control::default()).expect("it is answered");
        answer.finding.issues[0].predictions[0].point.expect("it is defined")
    };
    assert!((point(None) - (100.0 * 2.0 + 400.0 * 0.5) / 2.5).abs() < 1e-9);
    assert!((point(Some("votes")) - (100.0 * 9.0 + 400.0 * 0.5) / 9.5).abs() < 1e-9);
    assert!(detente::case_positions(&case, &Question::default(), Some("vote")).is_err());
}

#[test]
fn what_a_case_says_of_how_uncertain_a_number_is_is_drawn() {
    let case = case_of(
        "format = 1\ntitle = \"Troops\"\n[party.east]\nkind = \"state\"\nweight = { capability = 2 }\n[party.west]\nkind = \"state\"\nweight = { capability = 1 }\n\
         [issue.troops]\ndecided_by = \"east and west\"\nvalues = [{ id = \"few\", name = \"few\", at = 0 }, { id = \"many\", name = \"many\", at = 100 }]\n\
         [frame.all]\nvary = [\"*\"]\n\
         [[preference.east.position]]\non = \"troops\"\nideal = 100\nideal_between = [50, 100]\nspread = \"uniform\"\nsalience = 1\n\
         [[preference.west.position]]\non = \"troops\"\nideal = 0\nsalience = 0.5\nsalience_between = [0.25, 1]\ncapability = 3\n",
    );
    let stated = detente::case_positions(&case, &Question::default(), None).expect("it has positions");
    let [east, west] = [0, 1].map(|actor| stated.spatial.stances[0][actor].clone().expect("it takes part"));
    assert_eq!(east.position, Quantity::Around { low: 50.0, at: 100.0, high: 100.0 });
    assert_eq!(west.salience, Quantity::Triangular { low: 0.25, mode: 0.5, high: 1.0 });
    assert_eq!((east.capability, west.capability), (Quantity::Known(2.0), Quantity::Known(3.0)), "its own goes before that of the party");
    assert!(stated.capability.starts_with("what positions state, else"), "{}", stated.capability);
    let answer = detente::forecast(&stated, &Forecast { seed: 1, ..Forecast::default() }, &Control::default()).expect("it is answered");
    let found = &answer.finding.issues[0].predictions[0];
    // the point is that of the stated numbers, by hand: 100 by 2 × 1, 0 by 3 × 0.5
    assert!((found.point.expect("it is defined") - 100.0 * 2.0 / 3.5).abs() < 1e-9);
    // and the draws go down with the ideal: at most 100 × 2 / 2.75, at least 50 × 2 / 5
    let spread = found.spread.as_ref().expect("it is uncertain, so that it is drawn without asking");
    assert!(spread.quantiles[0] >= 20.0 && spread.quantiles[4] <= 200.0 / 2.75 && spread.quantiles[0] < spread.quantiles[4]);
    assert_eq!(spread.draws, Forecast::DRAWS);
}

#[test]
fn every_fault_of_a_table_has_its_line_and_column() {
    let text = "actor,position,salience,capability\nx,ten,0.5,1\ny,5,-0.5,1\ny,5,0.5,-2\n,5,0.5,1\nz,9..5,200,1\n";
    let loaded = read_spatial(&file("faults.csv", text)).expect("it can be read");
    let faults = loaded.read.expect_err("it has faults");
    let told: Vec<(&str, (usize, usize))> = faults.iter().map(|fault| (fault.code, loaded.files.position(fault.labels[0].span))).collect();
    let expected = [
        ("number", (2, 3)),
        ("negative", (3, 5)),
        ("twice", (4, 1)),
        ("negative", (4, 9)),
        ("actor", (5, 1)),
        ("range", (6, 3)),
        ("salience", (6, 8)),
    ];
    assert_eq!(told, expected, "{faults:#?}");
    let loaded = read_spatial(&file("headless.csv", "who,position\nx,1\n")).expect("it can be read");
    assert!(loaded.read.is_err_and(|faults| faults[0].code == "column"));
}

#[test]
fn the_training_half_of_deu_iii_has_the_counts_and_the_error_that_were_found_apart() {
    let folder = root().join("../shared/bargaining");
    let (positions, issues) = (folder.join("deu3_train_positions.csv"), folder.join("deu3_train_issues.csv"));
    if !positions.exists() {
        eprintln!("skipped: {} is absent", positions.display());
        return;
    }
    let (loaded, outcomes) = read_backtest(&positions, &issues, None).expect("they can be read");
    let stated: Stated = loaded.read.unwrap_or_else(|faults| panic!("{faults:#?}")).into();
    let answer = detente::backtest(&stated, &outcomes, &Backtest::default(), &Control::default()).expect("it is answered");
    let finding = &answer.finding;
    assert_eq!((finding.scored.len(), finding.without_outcome, finding.incomplete_rows, finding.two_points), (158, 9, 26, 57));
    // which scored issues are alone in their proposal, counted in the file
    let text = fs::read_to_string(&issues).expect("it can be read");
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let with = |proposal: &str| rows.iter().filter(|row| row[1] == proposal).count();
    let alone = rows.iter().filter(|row| !row[8].is_empty() && with(row[1]) == 1).count();
    assert!(alone > 0);
    for model in &finding.models {
        eprintln!("{:16} n {} error {:?} differs {:?} Brier {:?}", model.model.id, model.n, model.mae, model.difference, model.brier);
        // an exchange needs a second issue in the same proposal
        let undefined = if model.model.id == "exchange" { alone } else { 0 };
        assert_eq!((model.n, model.undefined), (158 - undefined, undefined), "{}", model.model.id);
        assert_eq!(model.why_undefined.is_some(), undefined > 0, "{}", model.model.id);
        for issue in &finding.scored {
            let at = finding.models.iter().position(|other| other.model.id == model.model.id).expect("it is there");
            assert_eq!(
                issue.probabilities[at].is_some(),
                issue.two_points && issue.points[at].is_some(),
                "{}: {}",
                model.model.id,
                issue.id
            );
        }
    }
    for id in ["smp", "exchange"] {
        assert!(finding.models.iter().any(|model| model.model.id == id && model.difference.is_some() && model.brier.is_some()), "{id}");
    }
    // the bar: the salience-weighted mean without capabilities
    assert!((finding.models[0].mae.expect("it is scored") - 25.2).abs() < 0.1);
    let midpoint = finding.models.iter().find(|model| model.model.id == "midpoint").expect("it is there");
    let by_hand = finding.scored.iter().map(|issue| (issue.outcome - 50.0).abs()).sum::<f64>() / 158.0;
    assert!((midpoint.mae.expect("it is scored") - by_hand).abs() < 1e-9);
    for (at, model) in finding.models.iter().enumerate().skip(1) {
        let difference = model.difference.expect("it is compared");
        let both: Vec<_> = finding.scored.iter().filter(|issue| issue.points[at].is_some()).collect();
        assert_eq!(difference.n, both.len());
        let base: f64 = both.iter().map(|issue| (issue.points[0].expect("it is defined") - issue.outcome).abs()).sum();
        let plain = model.mae.expect("it is scored") - base / f64::from(u32::try_from(both.len()).expect("it is small"));
        assert!((difference.mean - plain).abs() < 1e-9, "on the same issues the mean difference is that of the means");
        assert!(difference.interval.0 < difference.mean && difference.mean < difference.interval.1);
    }
    let mut json = Vec::new();
    write_backtest_json(&mut json, &answer).expect("it can be written");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
    assert!(json["result"]["models"][1]["difference_to_compromise"]["low"].is_number());
}

#[test]
fn capabilities_and_faults_of_a_backtest() {
    let positions = file("p.csv", "issue,actor,position,salience\na,x,0,1\na,y,100,1\na,z,50,\nb,x,0,1\nb,y,100,1\n");
    let issues = file("i.csv", "issue,outcome,reference_point,proposal\na,100,,p\nb,,0,p\n");
    let capability = file("c.csv", "actor,capability\nx,1\ny,3\n");
    let (loaded, outcomes) = read_backtest(&positions, &issues, Some(&capability)).expect("they can be read");
    let stated: Stated = loaded.read.unwrap_or_else(|faults| panic!("{faults:#?}")).into();
    let answer = detente::backtest(&stated, &outcomes, &Backtest::default(), &Control::default()).expect("it is answered").finding;
    assert_eq!((answer.scored.len(), answer.without_outcome, answer.incomplete_rows, answer.two_points), (1, 1, 1, 2));
    // 75 against 100: 25 off, and the probability of the higher end is three quarters
    assert!((answer.models[0].mae.expect("it is scored") - 25.0).abs() < 1e-9);
    assert!(answer.models[0].brier.is_some_and(|(n, score)| n == 1 && (score - 0.0625).abs() < 1e-9));
    let issues = file("j.csv", "issue,outcome\nc,100\na,many\n");
    let (loaded, _) = read_backtest(&positions, &issues, None).expect("they can be read");
    let faults = loaded.read.expect_err("an outcome is no number");
    assert!(faults.iter().any(|fault| fault.code == "number"));
}
