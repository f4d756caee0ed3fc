//! Forecasts as text and drawings: they fit, they are the same every time, and they say what they must.

use detente_model::answer::{
    Answer, BacktestFinding, BacktestModel, DrawsMade, ForecastFinding, ForecastModel, ForecastMove, ForecastRound, InputKind,
    IssueForecast, Made, PairedDifference, Prediction, ScoredIssue, Spread, TornadoBar, WhyMoved,
};
use detente_model::spatial::{Actor, Quantity, Stance};
use detente_report::svg;
use detente_report::text::{self, Style};

fn made() -> Made {
    Made { method: "by hand".into(), exactness: "exact".into(), stopped: None, case_digest: "00".into(), version: "0".into() }
}

fn model(id: &'static str, name: &'static str) -> ForecastModel {
    ForecastModel { id, name, says: "it says so", reference: "nothing", options: vec![("q", "1".into())] }
}

fn forecast() -> Answer<ForecastFinding> {
    let actor = |id: &str, name: &str| Actor { id: id.into(), name: name.into() };
    let stance =
        |position, salience| Some(Stance { position, salience: Quantity::Known(salience), capability: Quantity::Known(2.0), source: None });
    let moved = ForecastMove { actor: 0, by: Some(1), kind: "compromises", own: Some(-0.25), other: Some(0.5), from: 0.0, to: 50.0 };
    let round = |round, at, moves| ForecastRound { round, median: at, mean: at, positions: vec![Some(at), Some(100.0), None], moves };
    let spread = Spread {
        draws: 10,
        undefined: 0,
        mean: 61.0,
        quantiles: [50.0, 55.0, 60.0, 65.0, 70.0],
        histogram: vec![10],
        probability: Some(0.6),
    };
    let issue = IssueForecast {
        id: "a".into(),
        name: "Troops & \"ceilings\" <of all>".into(),
        low: 0.0,
        high: 100.0,
        reference_point: Some(0.0),
        outcome: None,
        two_points: true,
        stances: vec![
            stance(Quantity::Between { low: 0.0, high: 20.0 }, 0.5),
            stance(Quantity::Known(100.0), 0.75),
            stance(Quantity::Missing, 1.0),
        ],
        weights: vec![Some(1.0), Some(1.5), None],
        predictions: vec![
            Prediction { probability: Some(0.6), difference: Some(0.0), spread: Some(spread), ..Prediction::at(60.0) },
            Prediction {
                difference: Some(-10.0),
                ties: Some((50.0, 100.0)),
                rounds: vec![round(0, 0.0, vec![]), round(1, 50.0, vec![moved.clone()])],
                ..Prediction::at(50.0)
            },
            Prediction::undefined("nobody weighs anything"),
        ],
        tornado: vec![TornadoBar {
            actor: 0,
            input: InputKind::Position,
            low: 0.0,
            high: 20.0,
            points: vec![(Some(56.0), Some(64.0)), (Some(50.0), Some(60.0)), (None, None)],
        }],
    };
    let finding = ForecastFinding {
        title: "A case".into(),
        day: Some("1990-05-25".parse().expect("it is a date")),
        capability: "the column `capability`".into(),
        remarks: vec!["something is missing".into()],
        actors: vec![actor("x", "The first, whose name is rather long"), actor("y", "The second"), actor("z", "The third")],
        models: vec![model("compromise", "Compromise"), model("challenge", "Challenge model"), model("other", "Another")],
        issues: vec![issue],
        draws: Some(DrawsMade { count: 10, seed: 1 }),
        moved: vec![WhyMoved {
            issue: 0,
            model: 1,
            round: 1,
            actor: 0,
            offers: vec![moved.clone()],
            taken: Some(moved),
            rule: "the least move".into(),
        }],
    };
    Answer { headline: "It comes out in the middle.".into(), finding, because: vec![], made: made() }
}

fn fits(text: &str, width: u16, ascii: bool) {
    for line in text.lines() {
        assert!(line.chars().count() <= usize::from(width), "wider than {width}: {line}");
    }
    assert!(!ascii || !text.contains(['·', '→', '─', '…', '–']), "{text}");
}

#[test]
fn forecasts_read_at_any_width() {
    let answer = forecast();
    for width in [40, 57, 80, 132] {
        for ascii in [false, true] {
            fits(&text::forecast(&answer, true, Style { width, ascii, colour: false }), width, ascii);
        }
    }
    let text = text::forecast(&answer, true, Style::default());
    for told in ["5 %", "50 to 100", "nobody weighs anything", "0..20", "no part", "compromises", "-0.250", "P(100)", "1990-05-25"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(!text::forecast(&answer, false, Style::default()).contains("What each input does"));
}

#[test]
fn drawings_are_whole_escaped_and_stable() {
    let finding = forecast().finding;
    let drawings = svg::forecast(&finding, 0);
    let kinds: Vec<&str> = drawings.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["positions", "rounds-challenge", "tornado-compromise", "tornado-challenge"]);
    assert_eq!(drawings, svg::forecast(&finding, 0));
    for (kind, drawing) in &drawings {
        assert!(drawing.starts_with("<svg xmlns") && drawing.ends_with("</svg>\n"), "{kind}");
        assert!(drawing.contains("<title>") && drawing.contains("<desc>"), "{kind}");
        assert!(drawing.contains("Troops &amp; &quot;ceilings&quot; &lt;of all&gt;") && !drawing.contains("NaN"), "{kind}: {drawing}");
    }
}

#[test]
fn backtests_read_at_any_width() {
    let difference = PairedDifference { n: 2, mean: 3.5, interval: (-1.0, 8.0), by_cluster: Some((-2.0, 9.0)) };
    let scored =
        |id, difference| BacktestModel { model: model(id, id), n: 2, undefined: 1, mae: Some(25.0), difference, brier: Some((1, 0.25)) };
    let finding = BacktestFinding {
        title: "Backtest".into(),
        capability: "none".into(),
        remarks: vec![],
        issues: 4,
        without_outcome: 1,
        incomplete_rows: 1,
        two_points: 2,
        two_points_scored: 1,
        models: vec![scored("compromise", None), scored("median", Some(difference))],
        resamples: 100,
        seed: 1,
        clusters: Some(2),
        scored: vec![ScoredIssue {
            id: "a".into(),
            outcome: 0.0,
            two_points: false,
            points: vec![None, None],
            probabilities: vec![None, None],
        }],
    };
    let answer = Answer { headline: "They are off.".into(), finding, because: vec![], made: made() };
    for width in [40, 57, 80, 132] {
        for ascii in [false, true] {
            fits(&text::backtest(&answer, Style { width, ascii, colour: false }), width, ascii);
        }
    }
    let text = text::backtest(&answer, Style::default());
    assert!(text.contains("-1 to +8") && text.contains("+3.5") && text.contains("1 line"), "{text}");
}
