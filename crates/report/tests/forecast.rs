//! Forecasts as text and drawings: they fit, they are the same every time, and they say what they must.

use detente_model::answer::{
    Answer, BacktestFinding, BacktestModel, DrawsMade, ExchangeEffect, ForecastChallenge, ForecastExchange, ForecastFinding, ForecastModel,
    ForecastMove, ForecastPartner, ForecastRound, InReturn, InputKind, IssueForecast, IssueName, Made, PairedDifference, Prediction,
    ScoredIssue, Spread, TornadoBar, WhyMoved,
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
    let moved = ForecastMove {
        actor: 0,
        by: Some(1),
        kind: "compromises",
        own: Some(-0.25),
        other: Some(0.5),
        from: 0.0,
        to: 50.0,
        ..ForecastMove::default()
    };
    let round = |round, at, moves| ForecastRound {
        round,
        median: at,
        mean: at,
        point: Some(at + 1.0),
        positions: vec![Some(at), Some(100.0), None],
        chances: vec![],
        moves,
    };
    let offer = |by, chance| ForecastMove {
        actor: 0,
        by,
        kind: if by.is_some() { "accepts an offer" } else { "stays" },
        chance: Some(chance),
        gain: Some(-0.125),
        to: if by.is_some() { 25.0 } else { 0.0 },
        ..ForecastMove::default()
    };
    let step = |from, to| ForecastMove {
        actor: 1,
        by: Some(0),
        kind: "gives way",
        gain: Some(0.75),
        in_return: Some(InReturn { issue: 1, from: 3.0, to: 4.0 }),
        from,
        to,
        ..ForecastMove::default()
    };
    let partner =
        |actor, pays_on, gain| ForecastPartner { actor, pays_on, from: 10.0, to: 20.0, asked: 30.0, before: 40.0, after: 50.0, gain };
    let effect = |actor, circle, gain| ExchangeEffect { actor, circle, gain };
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
        on: vec![IssueName { id: "a".into(), name: "Troops".into() }, IssueName { id: "b".into(), name: "Money".into() }],
        issues: vec![issue],
        exchanges: vec![ForecastExchange {
            model: 2,
            round: 1,
            partners: [partner(0, 1, 0.03125), partner(1, 0, 0.03125)],
            again: false,
            effects: vec![effect(0, "own", 0.03125), effect(1, "own", 0.03125), effect(2, "outer", -7.5)],
        }],
        draws: Some(DrawsMade { count: 10, seed: 1 }),
        moved: vec![
            WhyMoved {
                issue: 0,
                model: 1,
                round: 1,
                actor: 0,
                offers: vec![moved.clone()],
                taken: Some(moved),
                challenge: None,
                rule: "the least move".into(),
            },
            WhyMoved {
                issue: 0,
                model: 1,
                round: 2,
                actor: 0,
                offers: vec![offer(None, 0.75), offer(Some(2), 0.25)],
                taken: None,
                challenge: Some(ForecastChallenge { target: 1, odds: 0.625, gain: 0.5 }),
                rule: "all vote".into(),
            },
            WhyMoved {
                issue: 0,
                model: 2,
                round: 1,
                actor: 1,
                offers: vec![step(100.0, 60.0), step(60.0, 45.0)],
                taken: Some(ForecastMove { by: None, in_return: None, gain: Some(1.5), ..step(100.0, 45.0) }),
                challenge: None,
                rule: "the largest gain first".into(),
            },
        ],
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
    // where lines break does not matter
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "gives way on Money (10 → 20), and The second gives way on Troops (10 → 20): each gains 0.0312; all others together -7.5.",
        "rather long challenges The second: it gives itself 62 % to win and expects to gain 0.5000 by it.",
        "rather long stays where it is: 75 % in the vote.",
        "- not taken: it accepts an offer (The third), 0 → 25: 25 % in the vote; The first, whose name is rather long gains -0.1250 by it",
        "The second gives way and moves 100 → 45: The second gains 1.5000 by it.",
        "- it gives way (The first, whose name is rather long), 60 → 45: in return The first, whose name is rather long moves 3 → 4 on Money",
        "forecast 1 51",
    ] {
        assert!(flat.contains(told), "{told}: {text}");
    }
    assert!(flat.contains("The third 0 0 -7.5 -7.5"), "{text}");
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
    let scored = |id, difference| BacktestModel {
        model: model(id, id),
        n: 2,
        undefined: 1,
        why_undefined: Some("there is one issue".into()),
        mae: Some(25.0),
        difference,
        brier: Some((1, 0.25)),
    };
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
    assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains("on the first since there is one issue"), "{text}");
}
