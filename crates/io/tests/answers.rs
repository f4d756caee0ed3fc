//! Answers as JSON and CSV: their form, their schemas, and that nothing is held.

use detente_io::answer::{
    Listing, StabilityJson, schema_text, schemas, write_acceptance_csv, write_acceptance_json, write_agreement_csv, write_agreement_json,
    write_backtest_csv, write_backtest_json, write_check_json, write_coalitions_csv, write_coalitions_json, write_evidence_csv,
    write_evidence_json, write_evolution_csv, write_evolution_json, write_forecast_csv, write_forecast_json, write_levers_csv,
    write_levers_json, write_limited_csv, write_limited_json, write_refusal_csv, write_refusal_json, write_robust_csv, write_robust_json,
    write_stability_csv, write_stability_json, write_states_csv, write_states_json, write_unknowns_csv, write_unknowns_json,
};
use detente_model::Case;
use detente_model::answer::*;
use detente_model::assumption::{AssumptionKind, Share};
use detente_model::diagnostic::{Diagnostic, Files, Span};
use detente_model::evidence::{Citation, Grade, Locator, Passage, Source};
use detente_model::order::Standing;
use serde_json::{Value, json};
use std::path::Path;

fn frame() -> FrameDescription {
    let value = |id: &str| ValueDescription { id: id.into(), name: id.to_uppercase() };
    let axis = |id: &str, values: &[&str], controllers: Vec<usize>| AxisDescription {
        id: id.into(),
        name: format!("the {id}"),
        values: values.iter().map(|id| value(id)).collect(),
        controllers,
    };
    let party = |id: &str, preference_unknown| PartyDescription { id: id.into(), name: id.to_uppercase(), preference_unknown };
    FrameDescription {
        case: "A \"states\": [] case".into(),
        id: "all".into(),
        title: "All of it".into(),
        phase: vec!["start".into()],
        axes: vec![axis("b.go", &["no", "yes"], vec![0]), axis("alliance", &["west", "east, perhaps"], vec![])],
        parties: vec![party("b", false), party("a", true)],
        held: vec![("border".into(), "open".into())],
        combinations: 4,
        states: 3,
        status_quo: Some(1),
        is_graph: false,
    }
}

fn state(ordinal: u64, values: [u16; 2]) -> StateDescription {
    StateDescription { ordinal, decimal: None, name: None, values: values.into() }
}

fn made() -> Made {
    Made { method: "by hand".into(), exactness: "exact".into(), stopped: None, case_digest: "00".into(), version: "0".into() }
}

fn answer<F>(finding: F) -> Answer<F> {
    let citation = |locator| Citation { source: detente_model::index::Id::from_index(0), locator, span: SPAN };
    let passage = Passage { turn: 31, sentence: 2, digest: Some("9f3a1c2b".into()) };
    let because = vec![Reason {
        text: "it says so".into(),
        citations: vec![citation(Locator::Passage(passage)), citation(Locator::Other("p. 3".into())), citation(Locator::Whole)],
        because: vec![],
    }];
    Answer { headline: "Something \"holds\".".into(), finding, because, made: made() }
}

const SPAN: Span = Span { file: detente_model::diagnostic::FileId(0), start: 0, end: 0 };

fn case() -> Case {
    let mut case = Case { title: "A case".into(), ..Case::default() };
    case.sources.push(Source {
        id: "moscow".into(),
        title: "A record".into(),
        author: None,
        date: None,
        known_from: None,
        known_to: None,
        url: None,
        sha256: None,
        numbering: Some(1),
        span: SPAN,
    });
    case
}

fn stability() -> Answer<StabilityFinding> {
    let concept = |id, name| ConceptDescription { id, name, says: "It holds." };
    let count = |yes, no, unknown| Count { yes, no, unknown };
    let unknown = Finding::Unknown(WhyUnknown::Preference);
    answer(StabilityFinding {
        frame: frame(),
        concepts: vec![concept("nash", "Nash stability"), concept("gmr", "general metarationality")],
        equilibria: vec![count(0, 2, 1), count(0, 1, 2)],
        parties: vec![
            PartyCount { stable: vec![count(1, 2, 0), count(3, 0, 0)] },
            PartyCount { stable: vec![count(0, 0, 3), count(0, 0, 3)] },
        ],
        listed: vec![StateVerdicts {
            state: state(2, [1, 1]),
            stable: vec![vec![Finding::Yes, Finding::No], vec![unknown, unknown]],
            equilibrium: vec![unknown, Finding::No],
        }],
        uncertified: 2,
        not_listed: 1,
    })
}

fn evolution() -> Answer<EvolutionFinding> {
    let reach =
        Reach { states: 2, by_step: vec![1, 1], closed: vec![ClosedSet { states: vec![state(2, [1, 1])], count: 1 }], closed_count: 1 };
    let way = Way { steps: vec![Step { party: 0, to: state(2, [1, 1]) }] };
    answer(EvolutionFinding {
        frame: frame(),
        start: state(1, [0, 0]),
        by_moves: reach.clone(),
        by_improvements: reach,
        improvements_unknown: true,
        concepts: vec!["nash", "gmr"],
        equilibria: vec![ReachedEquilibrium {
            state: state(2, [1, 1]),
            equilibrium: vec![Finding::Yes, Finding::Unknown(WhyUnknown::Undecided)],
            by_moves: Some(way),
            by_improvements: None,
        }],
        equilibria_count: 1,
        reached_by_improvements: 1,
        reached_by_moves: 1,
        map: Map {
            states: vec![state(1, [0, 0]), state(2, [1, 1])],
            steps: vec![0, 1],
            equilibrium: vec![false, true],
            arcs: vec![Arc { from: 0, to: 1, party: 0, improves: Finding::No }],
            left_out: 0,
        },
        certificates: Vec::new(),
        uncertified: 2,
    })
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

/// Validates by the part of JSON Schema that the generator uses, and refuses a keyword that it does not know.
fn validate(root: &Value, schema: &Value, value: &Value, at: &str) {
    let Some(schema) = schema.as_object() else {
        assert_eq!(schema, &json!(true), "at {at}");
        return;
    };
    for (keyword, wanted) in schema {
        // what is said about objects and lists says nothing about null; whether null may stand there, `type` says
        if value.is_null() && matches!(keyword.as_str(), "required" | "properties" | "additionalProperties" | "items") {
            continue;
        }
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "format" => {}
            "$ref" => {
                let pointer = wanted.as_str().and_then(|text| text.strip_prefix('#')).expect("a local reference");
                validate(root, root.pointer(pointer).expect("a definition"), value, at);
            }
            "const" => assert_eq!(value, wanted, "at {at}"),
            "enum" => assert!(wanted.as_array().is_some_and(|all| all.contains(value)), "{value} at {at}"),
            "type" => {
                let is = |name: &str| match name {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    "integer" => value.is_u64(),
                    "number" => value.is_number(),
                    other => panic!("the type {other} at {at}"),
                };
                let fits = match wanted {
                    Value::String(name) => is(name),
                    Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
                    other => panic!("{other} at {at}"),
                };
                assert!(fits, "{value} is no {wanted} at {at}");
            }
            "minItems" => assert!(value.as_array().is_none_or(|all| all.len() as u64 >= wanted.as_u64().unwrap_or(0)), "{value} at {at}"),
            "maxItems" | "maximum" => {
                let size = value.as_array().map_or(value.as_u64(), |all| Some(all.len() as u64));
                assert!(size.is_none_or(|size| wanted.as_u64().is_none_or(|most| size <= most)), "{value} at {at}");
            }
            "minimum" => assert!(!value.is_number() || value.as_u64() >= wanted.as_u64(), "{value} at {at}"),
            "required" => {
                for key in wanted.as_array().expect("a list") {
                    assert!(value.get(key.as_str().expect("a name")).is_some(), "{key} is missing at {at}");
                }
            }
            "properties" => {
                let properties = wanted.as_object().expect("an object");
                for (key, inner) in value.as_object().expect("an object") {
                    let schema = properties.get(key).unwrap_or_else(|| panic!("the schema does not know {key} at {at}"));
                    validate(root, schema, inner, &format!("{at}/{key}"));
                }
                let order: Vec<&String> = properties.keys().collect();
                let found: Vec<&String> = value.as_object().expect("an object").keys().collect();
                assert_eq!(found, order, "keys come in a fixed order at {at}");
            }
            "additionalProperties" => {
                for (key, inner) in value.as_object().expect("an object") {
                    validate(root, wanted, inner, &format!("{at}/{key}"));
                }
            }
            "items" => {
                for (index, inner) in value.as_array().expect("a list").iter().enumerate() {
                    validate(root, wanted, inner, &format!("{at}/{index}"));
                }
            }
            "anyOf" => {
                let fits = wanted.as_array().expect("a list").iter().any(|one| one.get("type") == Some(&json!("null")) && value.is_null());
                if !fits {
                    let other = wanted.as_array().and_then(|all| all.iter().find(|one| one.get("type") != Some(&json!("null"))));
                    validate(root, other.expect("something else than null"), value, at);
                }
            }
            "oneOf" => {
                let all = wanted.as_array().expect("a list");
                assert!(
                    all.iter().any(|one| one.get("const") == Some(value) || one["enum"].as_array().is_some_and(|all| all.contains(value))),
                    "{value} at {at}"
                );
            }
            other => panic!("the keyword {other} at {at} is not known here"),
        }
    }
}

fn valid(name: &str, text: &str) -> Value {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let (_, schema) = schemas().into_iter().find(|(known, _)| *known == name).expect("a schema of that name");
    validate(&schema, &schema, &value, "");
    assert_eq!(value["schema"], json!(format!("detente/{name}/1")));
    value
}

#[test]
fn stability_is_written_as_its_schema_says() {
    let value = valid("stability", &written(|out| write_stability_json(out, &case(), &stability(), None)));
    assert_eq!(value["question"]["concepts"], json!(["nash", "gmr"]));
    assert_eq!(value["result"]["equilibria"]["nash"], json!({ "yes": 0, "no": 2, "unknown": 1 }));
    assert_eq!(value["result"]["parties"]["b"]["gmr"]["yes"], json!(3));
    assert_eq!(value["result"]["not_listed"], json!(1));
    assert_eq!(value["because"][0]["citations"], json!(["moscow:31.2#9f3a1c2b", "moscow:p. 3", "moscow"]));
    let expected = r#"{"ordinal":2,"decimal":null,"name":null,"values":{"b.go":"yes","alliance":"east, perhaps"},"stable":{"b":{"nash":true,"gmr":false},"a":{"nash":null,"gmr":null}},"why_unknown":{"a":{"nash":"preference","gmr":"preference"}},"equilibrium":{"nash":null,"gmr":false},"certificates":null}"#;
    assert_eq!(value["result"]["states"][0].to_string(), expected, "in file order");
}

#[test]
fn all_states_are_streamed() {
    let head = stability();
    let row = head.finding.listed[0].clone();
    let mut rows = (1..=1000).map(|ordinal| StateVerdicts { state: state(ordinal, [0, 0]), ..row.clone() });
    let text = written(|out| write_stability_json(out, &case(), &head, Some(&mut rows)));
    let value = valid("stability", &text);
    assert_eq!(value["result"]["states"].as_array().map(Vec::len), Some(1000));
    assert_eq!(value["question"]["states"], json!("all"));
    assert_eq!(text.lines().filter(|line| line.contains("\"ordinal\"")).count(), 1000, "a line each");

    // an interrupt between two rows still gives a whole document that says so
    let mut out = Vec::new();
    let mut writer = StabilityJson::begin(&mut out, &case(), &head, Listing::All).expect("a vector takes everything");
    writer.row(&row).expect("a vector takes everything");
    let stopped = Made { stopped: Some(detente_model::control::Stopped::Cancelled), ..made() };
    writer.finish(&stopped).expect("a vector takes everything");
    let value = valid("stability", &String::from_utf8(out).expect("UTF-8"));
    assert_eq!(value["made"]["stopped"], json!("stopped on request"));
    let none = written(|out| write_stability_json(out, &case(), &head, Some(&mut std::iter::empty())));
    assert_eq!(valid("stability", &none)["result"]["states"], json!([]));
}

#[test]
fn stability_as_csv_has_a_line_for_each_state() {
    let text = written(|out| write_stability_csv(out, &stability().finding, None));
    let expected = "ordinal,decimal,name,b.go,alliance,stable:b:nash,stable:b:gmr,stable:a:nash,stable:a:gmr,equilibrium:nash,equilibrium:gmr\n\
                    2,,,yes,\"east, perhaps\",yes,no,unknown,unknown,unknown,no\n";
    assert_eq!(text, expected);
}

#[test]
fn states_and_evolution_and_checks_are_written_as_their_schemas_say() {
    let head = answer(StatesFinding { frame: frame(), listed: vec![], not_listed: 0 });
    let mut states = [state(1, [0, 0]), state(2, [1, 1])].into_iter();
    let value = valid("states", &written(|out| write_states_json(out, &case(), &head, &mut states)));
    assert_eq!(value["result"]["states"][1]["values"]["b.go"], json!("yes"));
    let csv = written(|out| write_states_csv(out, &head.finding.frame, &mut [state(1, [0, 0])].into_iter()));
    assert_eq!(csv, "ordinal,decimal,name,b.go,alliance\n1,,,no,west\n");

    let value = valid("evolution", &written(|out| write_evolution_json(out, &case(), &evolution())));
    assert_eq!(value["result"]["equilibria"][0]["by_moves"][0]["party"], json!("b"));
    assert_eq!(value["result"]["equilibria"][0]["by_improvements"], json!(null));
    assert_eq!(value["result"]["map"]["arcs"][0]["to"], json!(2));
    let csv = written(|out| write_evolution_csv(out, &evolution().finding));
    assert!(csv.ends_with("2,,,yes,\"east, perhaps\",yes,unknown,1,\n"), "{csv}");

    let mut files = Files::default();
    let file = files.add("case.toml", "a = 1\nb = 2\n");
    let faults = [
        Diagnostic::error("unknown-key", "`b` is not known").at(Span::new(file, 6, 7), "here").help("leave it out"),
        Diagnostic::warning("odd", "something is odd"),
    ];
    let value = valid("check", &written(|out| write_check_json(out, Some(&case()), &files, &faults)));
    assert_eq!(value["headline"], json!("The case cannot be used: 1 error, 1 warning."));
    assert_eq!(value["result"]["diagnostics"][0]["labels"][0]["line"], json!(2));
    valid("check", &written(|out| write_check_json(out, None, &files, &[])));
}

fn levers() -> Answer<LeversFinding> {
    let concerned = |id: &str, player| Concerned { id: id.into(), name: id.to_uppercase(), player, preference_unknown: id == "a" };
    let decisive = || Decisive { text: "1. go".into(), wanted: vec![], before: None };
    let effect = |standing, because, utility| Effect { standing, because, utility };
    let none = || Answered { found: Finding::No, reply: None };
    let reply = Reply { steps: vec![Step { party: 1, to: state(3, [1, 0]) }], pays: vec![Some(decisive())], worse: Some(decisive()) };
    let answered = Answered { found: Finding::Unknown(WhyUnknown::Preference), reply: Some(reply) };
    let lever = Lever {
        to: state(2, [1, 1]),
        changes: 2,
        group: LeverGroup::PaysAndCosts,
        own: effect(Standing::Better, Some(decisive()), Some(1_500_000_000)),
        others: vec![effect(Standing::Unknown, None, None), effect(Standing::Worse, Some(decisive()), Some(-250_000_000))],
        deterred: Some(answered.clone()),
        harmed: answered.clone(),
        harmed_by_any: none(),
        undone: Some(none()),
        worse_than_staying: none(),
        carried_out: Finding::Yes,
        kept: Finding::Unknown(WhyUnknown::Undecided),
        next: vec![NextMover { party: 1, pay: 2, may_pay: 1 }],
        ahead: Some(Ahead { reached: 3, gained: 1, lost: 2, nearest: Some(vec![Step { party: 1, to: state(3, [1, 0]) }]) }),
        should_not: Some((ShouldNot::Answered, "It is answered.".into())),
    };
    let bare = Lever {
        to: state(3, [1, 0]),
        deterred: None,
        undone: None,
        ahead: Some(Ahead { nearest: None, ..lever.ahead.clone().expect("it is there") }),
        should_not: None,
        ..lever.clone()
    };
    answer(LeversFinding {
        frame: frame(),
        start: state(1, [0, 0]),
        party: concerned("b", Some(0)),
        others: vec![concerned("a", Some(1)), concerned("public", None)],
        staying: none(),
        ordered_by: OrderedBy::OrderAlone,
        moves: 300,
        groups: [300, 0, 0, 0, 0, 0],
        levers: vec![lever, bare],
        one_move: false,
        ahead: Some(AheadOf { concept: "seq", equilibria: 4, reached: 3 }),
        elsewhere: vec![],
    })
}

fn named(id: &str) -> Named {
    Named { id: id.into(), name: format!("Party {id}") }
}

fn proposed() -> Proposed {
    let term = |axis, sort, promised_by, rule: Option<&str>| PackageTerm {
        axis,
        sort,
        promised_by,
        rule: rule.map(str::to_owned),
        needed: vec![named("b")],
    };
    Proposed {
        id: Some("dual".into()),
        name: "Both".into(),
        by: Some(named("b")),
        terms: vec![
            term(0, detente_model::variable::Term::Procedural, Some(named("b")), None),
            term(1, detente_model::variable::Term::Substantive, None, Some("a and b")),
        ],
        freed: vec!["alliance".into()],
        start: state(1, [0, 0]),
        package: state(3, [1, 1]),
    }
}

fn otherwise() -> Otherwise {
    Otherwise {
        signed: Finding::Unknown(WhyUnknown::Undecided),
        without: Some(state(2, [0, 1])),
        reservation: Some(250_000_000),
        ends: vec![state(1, [0, 0])],
        count: 1,
        unsure: true,
    }
}

fn instead() -> Instead {
    let packages = CounterProposals { listed: vec![CounterProposal { package: state(2, [0, 1]), distance: 1 }], count: 4 };
    Instead {
        acceptable: Some(5),
        nearest: packages.clone(),
        same_substance: CounterProposals::default(),
        best_for: Some((named("b"), packages)),
    }
}

fn acceptance() -> Answer<AcceptanceFinding> {
    let flip = AcceptanceFlip {
        kind: AcceptanceFlipKind::Payment,
        text: "credit: Party b pays it 1.5".into(),
        by: vec![named("b")],
        then: Finding::Yes,
        size: Some(1_500_000_000),
        lost: vec![],
        perhaps_lost: vec![named("c")],
        signed: Finding::Unknown(WhyUnknown::Preference),
    };
    let refuses = PartyAcceptance {
        party: named("a"),
        level: Level::Signs { needed: true },
        accepts: Finding::No,
        surplus: Some(Surplus { low: -1_500_000_000, high: -500_000_000 }),
        compared: Compared::WorseThanAll,
        red_line: None,
        otherwise: otherwise(),
        because: Some(Decisive { text: "1. alliance".into(), wanted: vec![], before: Some("2. more".into()) }),
        wants: Some("Alliance: west".into()),
        flips: vec![flip],
        more_flips: 2,
        codings: Some([1, 2, 3]),
        chance: None,
    };
    let at_home = PartyAcceptance {
        party: named("c"),
        level: Level::AtHome(named("a")),
        accepts: Finding::Unknown(WhyUnknown::Preference),
        surplus: None,
        compared: Compared::Unknown,
        red_line: Some("alliance = west".into()),
        because: None,
        wants: None,
        flips: vec![],
        more_flips: 0,
        codings: None,
        chance: Some(ChanceFinding {
            better: 0.25,
            same: 0.0,
            worse: 0.75,
            unknown: 0.0,
            gain: Some(-1.5),
            ends: vec![(proposed().start, 1.0)],
            not_said: None,
        }),
        otherwise: Otherwise { without: None, reservation: None, ..otherwise() },
    };
    answer(AcceptanceFinding {
        frame: frame(),
        proposed: proposed(),
        horizon: None,
        chance: Some(ChanceProcess { scale: Some(2.0), weights: vec![(named("a"), 3.0)] }),
        parties: vec![refuses, at_home.clone()],
        signed: Finding::No,
        codings: Some(CodingCounts { combinations: 6, parties: vec![(named("a"), 6)], signed: Some([0, 6, 0]) }),
        sureness: "It is.".into(),
        instead: Some(instead()),
        afterwards: Some(Afterwards { event: named("unity"), signed: Finding::Yes, parties: vec![at_home], not_said: None }),
        remarks: vec!["something".into()],
        certificates: vec![],
        uncertified: 1,
    })
}

#[test]
fn acceptance_is_written_as_its_schema_says() {
    let value = valid("acceptance", &written(|out| write_acceptance_json(out, &case(), &acceptance())));
    let party = &value["result"]["parties"][0];
    assert_eq!((&party["accepts"], &party["surplus"]), (&json!(false), &json!({ "low": -1.5, "high": -0.5 })));
    assert_eq!((&party["flip"]["kind"], &party["flip"]["size"], &party["flip"]["by"]), (&json!("payment"), &json!("1.5"), &json!(["b"])));
    assert_eq!(
        (&value["result"]["parties"][1]["accepts"], &value["result"]["parties"][1]["why_unknown"]),
        (&json!(null), &json!("preference"))
    );
    assert_eq!(value["result"]["parties"][1]["ratifies_for"], json!("a"));
    let chance = &value["result"]["parties"][1]["chance"];
    assert_eq!(
        (&chance["worse"], &chance["expected_surplus"], &chance["ends"][0]["probability"]),
        (&json!(0.75), &json!(-1.5), &json!(1.0))
    );
    assert_eq!(value["result"]["chance"], json!({ "choice": "logit", "scale": 2.0, "weights": [{ "party": "a", "weight": 3.0 }] }));
    let term = &value["result"]["proposal"]["terms"][1];
    assert_eq!(
        (&term["variable"], &term["from"], &term["to"], &term["rule"]),
        (&json!("alliance"), &json!("west"), &json!("east, perhaps"), &json!("a and b"))
    );
    assert_eq!(value["result"]["likelihood"], json!(null));
    let csv = written(|out| write_acceptance_csv(out, &acceptance().finding));
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[1], "a,signs,,yes,no,-1.5,-0.5,worse than everything that may follow,payment,credit: Party b pays it 1.5,b,1,2,3,");
    assert_eq!(lines[3], "c,at home,a,,unknown,,,not known,,,,,,,unity");
}

fn refusal() -> Answer<RefusalFinding> {
    let balance = |standing| Balance { standing, difference: None, because: None };
    answer(RefusalFinding {
        frame: frame(),
        proposed: proposed(),
        horizon: Some(3),
        party: named("a"),
        needed: false,
        counts: true,
        accepts: Finding::Yes,
        joiners: vec![Joiner { party: named("b"), surely: true, round: 1 }],
        consenters: vec![named("a"), named("b")],
        isolation: vec![
            Isolation {
                group: "those".into(),
                members: vec![named("a"), named("b")],
                with: vec![named("b")],
                perhaps: vec![],
                isolated: Finding::No,
            },
            Isolation { group: "all".into(), members: vec![named("a")], with: vec![], perhaps: vec![], isolated: Finding::Yes },
        ],
        then: otherwise(),
        against_package: balance(Some(Standing::Worse)),
        against_start: balance(None),
        kept: vec![1],
        lost: vec![0],
        open: vec![],
        phases: vec![NextPhase {
            event: named("unity"),
            needed: Some(false),
            counts: false,
            accepts: Some(Finding::Unknown(WhyUnknown::Undecided)),
            signed_without: Some(Finding::Yes),
            not_said: None,
        }],
        instead: instead(),
        remarks: vec![],
    })
}

#[test]
fn refusals_are_written_as_their_schema_says() {
    let value = valid("refusal", &written(|out| write_refusal_json(out, &case(), &refusal())));
    let result = &value["result"];
    assert_eq!((&result["party"], &result["kept"], &result["lost"]), (&json!("a"), &json!(["alliance"]), &json!(["b.go"])));
    assert_eq!((&result["against_package"]["standing"], &result["against_start"]["standing"]), (&json!("worse"), &json!(null)));
    assert_eq!((&result["isolation"][0]["isolated"], &result["isolation"][1]["isolated"]), (&json!(false), &json!(true)));
    assert_eq!((&result["phases"][0]["accepts"], &result["phases"][0]["signed_without"]), (&json!(null), &json!(true)));
    let csv = written(|out| write_refusal_csv(out, [&refusal().finding]));
    assert_eq!(csv.lines().nth(1), Some("dual,a,yes,those,no,b,,unknown,worse,"), "{csv}");
}

#[test]
fn levers_are_written_as_their_schema_says() {
    let value = valid("levers", &written(|out| write_levers_json(out, &case(), &levers())));
    assert_eq!(value["question"]["concepts"], json!(["seq"]));
    let lever = &value["result"]["levers"][0];
    assert_eq!((&lever["own"]["utility"], &lever["others"]["public"]["utility"]), (&json!("1.5"), &json!("-0.25")));
    assert_eq!((&lever["worse"], &lever["better"], &lever["kept"]), (&json!(1), &json!(0), &json!(null)));
    assert_eq!((&lever["harmed"]["found"], &lever["harmed"]["why_unknown"]), (&json!(null), &json!("preference")));
    assert_eq!(lever["ahead"]["nearest"], json!([{ "party": "a", "to": 3 }]));
    assert_eq!(value["result"]["levers"][1]["deterred"], json!(null));
    assert_eq!((&value["result"]["not_listed"], &value["result"]["groups"]["pays, costs others"]), (&json!(298), &json!(300)));
    let csv = written(|out| write_levers_csv(out, &levers().finding));
    assert_eq!(
        csv.lines().nth(1),
        Some(
            "2,,,yes,\"east, perhaps\",\"pays, costs others\",2,better,unknown,worse,unknown,unknown,1,no,,no,no,yes,unknown,answered,3,1,2"
        ),
        "{csv}"
    );
    let cells = |line: &str| {
        csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes()).records().next().expect("a line").expect("CSV").len()
    };
    assert!(csv.lines().all(|line| cells(line) == cells(csv.lines().next().expect("a head"))));
}

fn evidence() -> Answer<EvidenceFinding> {
    let source = |id: &str, numbered, file| SourceFinding {
        id: id.into(),
        title: "A record".into(),
        numbered,
        file,
        problem: (!numbered).then(|| "it is no record".into()),
        turns: vec![TurnCoverage { turn: 1, speaker: "A".into(), sentences: 3, unused: vec![1, 3] }],
    };
    let by = |by, is_same| Some(SourceFile { name: "copy.txt".into(), sha256: "00".into(), by, is_same });
    let at = |turn, sentence| Address { turn, sentence };
    let passage = |source, place: &str, address, status, citations| PassageFinding {
        source,
        place: place.into(),
        address,
        status,
        speaker: "A".into(),
        reads: Some("Words of the source.".into()),
        citations,
    };
    let assumption =
        |name: &str, kind, grade, citations| AssumptionFinding { name: name.into(), kind, party: Some("b".into()), grade, citations };
    let citation = |passage, assumptions| CitationFinding { passage, assumptions, span: SPAN };
    let share = |of: &str, cited| Share { of: of.into(), total: 3, cited };
    answer(EvidenceFinding {
        case: "A case".into(),
        sources: vec![source("moscow", true, by(FoundBy::Likeness, Some(false))), source("b", false, by(FoundBy::Named, None))],
        passages: vec![
            passage(0, "1.2#9f3a1c2b", Some(at(1, 2)), PassageStatus::Ambiguous(vec![at(2, 1), at(2, 3)]), vec![0, 1]),
            passage(0, "3.1", Some(at(3, 1)), PassageStatus::Unchecked("00000000".into()), vec![2]),
            passage(1, "", None, PassageStatus::ByHand, vec![3]),
        ],
        citations: vec![citation(0, vec![0]), citation(0, vec![0, 1]), citation(1, vec![1]), citation(2, vec![1])],
        assumptions: vec![
            assumption("B, statement 1: go, \"now\"", AssumptionKind::Statement, Some(Grade::High), vec![0, 1]),
            assumption("B, statement 2: stay", AssumptionKind::Statement, None, vec![1, 2, 3]),
            assumption("party: B", AssumptionKind::Party, None, vec![]),
        ],
        by_party: vec![share("B", 2)],
        by_kind: vec![share("statement", 2), share("party", 0)],
    })
}

#[test]
fn evidence_is_written_as_its_schema_says_and_quotes_nothing() {
    let mut files = Files::default();
    files.add("case.toml", "a = 1\n");
    let json = written(|out| write_evidence_json(out, &evidence()));
    let value = valid("evidence", &json);
    let passages = &value["result"]["passages"];
    assert_eq!((&passages[0]["cite"], &passages[0]["assumptions"]), (&json!("moscow:1.2#9f3a1c2b"), &json!([0, 1])));
    assert_eq!(passages[0]["found_at"][1], json!({ "turn": 2, "sentence": 3 }));
    assert_eq!((&passages[1]["add_digest"], &passages[2]["at"]), (&json!("00000000"), &json!(null)));
    assert_eq!(value["result"]["assumptions"][1]["passages"], json!([0, 1, 2]));
    assert_eq!(value["result"]["sources"][0]["turns"][0]["unused"], json!([1, 3]));
    let words: Vec<&str> = value["result"]["counts"].as_array().expect("a list").iter().filter_map(|row| row["status"].as_str()).collect();
    assert_eq!(words, ["ambiguous", "unchecked", "by hand"]);
    let csv = written(|out| write_evidence_csv(out, &evidence(), &files));
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[1], "case.toml,1,moscow,1.2#9f3a1c2b,1,2,ambiguous,2.1 2.3,,b,statement,high,\"B, statement 1: go, \"\"now\"\"\"");
    assert_eq!(lines[4], "case.toml,1,b,,,,by hand,,,b,statement,,\"B, statement 2: stay\"");
    assert!(!json.contains("Words of the source") && !csv.contains("Words of the source"));
}

#[test]
fn coalitions_agreement_and_limited_moves_are_written_as_their_schemas_say() {
    let unknown = Finding::Unknown(WhyUnknown::Preference);
    let count = Count { yes: 1, no: 1, unknown: 1 };
    let coalitions = answer(CoalitionFinding {
        frame: frame(),
        concepts: vec![ConceptDescription { id: "cnash", name: "Coalitional Nash stability", says: "It holds." }],
        every: true,
        coalitions: vec![CoalitionCount { members: vec![0, 1], stable: vec![count] }],
        stable: vec![count],
        states: vec![
            CoalitionVerdicts {
                state: state(1, [0, 0]),
                alone: vec![Finding::Yes],
                stable: vec![Finding::No],
                parties: vec![vec![Finding::No], vec![unknown]],
                left_by: vec![Some(CoalitionDeparture { members: vec![0, 1], to: state(2, [1, 1]) })],
            },
            CoalitionVerdicts {
                state: state(2, [1, 1]),
                alone: vec![unknown],
                stable: vec![unknown],
                parties: vec![vec![unknown], vec![unknown]],
                left_by: vec![None],
            },
        ],
    });
    let value = valid("coalitions", &written(|out| write_coalitions_json(out, &case(), &coalitions)));
    assert_eq!(value["result"]["states"][0]["left_by"]["cnash"], json!({ "members": ["b", "a"], "to": 2 }));
    assert_eq!(value["result"]["states"][1]["why_unknown"]["cnash"], json!("preference"));
    let csv = written(|out| write_coalitions_csv(out, &coalitions.finding));
    assert!(
        csv.starts_with("ordinal,decimal,name,b.go,alliance,alone:cnash,stable:cnash,left_by:cnash,to:cnash\n1,,,no,west,yes,no,b+a,2\n"),
        "{csv}"
    );

    let agreement = answer(AgreementFinding {
        frame: frame(),
        parties: frame().parties,
        issues: vec![IssueDescription {
            axis: 1,
            rules: vec![RuleDescription { conditional: true, text: "a or b".into(), smallest: Some(vec![vec![0], vec![1]]) }],
        }],
        from_status_quo: vec![JointOffer { departure: JointDeparture { members: 0b11, to: 2 }, states: 1 }],
        stable: count,
        states: vec![
            AgreementVerdict { code: 0, stable: Finding::No, left_by: Some(JointDeparture { members: 0b10, to: 2 }) },
            AgreementVerdict { code: 3, stable: unknown, left_by: None },
        ],
        certificates: Vec::new(),
        uncertified: 1,
    });
    let value = valid("agreement", &written(|out| write_agreement_json(out, &case(), &agreement)));
    assert_eq!(value["result"]["issues"][0]["rules"][0]["smallest"], json!([["b"], ["a"]]));
    assert_eq!(value["result"]["from_status_quo"], json!([{ "members": ["b", "a"], "states": 1, "to": 2 }]));
    let csv = written(|out| write_agreement_csv(out, &agreement.finding));
    assert!(csv.ends_with("1,0,,no,west,no,a,2\n2,3,,yes,\"east, perhaps\",unknown,,\n"), "{csv}");

    let limited = answer(LimitedFinding {
        frame: frame(),
        moves: 1,
        outlook: Outlook::Worst,
        defined: true,
        repeats: Some((2, 1)),
        equilibria: vec![count, count],
        states: vec![LimitedVerdicts {
            state: state(1, [0, 0]),
            stable: vec![vec![Finding::Yes, Finding::No], vec![unknown, unknown]],
            equilibrium: vec![unknown, Finding::No],
            moves: vec![None, Some(state(2, [1, 1]))],
        }],
    });
    let value = valid("limited", &written(|out| write_limited_json(out, &case(), &limited)));
    assert_eq!(value["result"]["states"][0]["moves"], json!({ "b": null, "a": 2 }));
    let csv = written(|out| write_limited_csv(out, &limited.finding));
    assert!(csv.contains("stable:b:1,stable:b:any,stable:a:1,stable:a:any,equilibrium:1,equilibrium:any\n"), "{csv}");
}

#[test]
fn unknowns_are_written_as_their_schema_says() {
    let found = answer(UnknownsFinding {
        frame: frame(),
        concepts: vec![ConceptDescription { id: "nash", name: "Nash stability", says: "It holds." }],
        findings: 6,
        unknown: 4,
        equilibria: 2,
        parties: vec![PartyUnknowns { unknown: 2, alone: 4 }, PartyUnknowns::default()],
        examined: 1,
        all_pairs: true,
        not_examined: 0,
        cut: 1,
        comparisons: vec![MissingComparison {
            party: 0,
            first: state(1, [0, 0]),
            second: state(2, [1, 1]),
            settles: Settles { better: 3, equal: 2, worse: 4 },
        }],
    });
    let value = valid("unknowns", &written(|out| write_unknowns_json(out, &case(), &found)));
    let comparison = &value["result"]["comparisons"][0];
    assert_eq!((&comparison["guaranteed"], &comparison["at_best"]), (&json!(2), &json!(4)));
    assert_eq!(comparison["differ"], json!(["b.go", "alliance"]));
    let csv = written(|out| write_unknowns_csv(out, &found.finding));
    assert!(csv.ends_with("b,1,2,,,b.go+alliance,2,4,3,2,4\n"), "{csv}");
}

#[test]
fn committed_schemas_are_the_generated_ones() {
    for (name, schema) in schemas() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/answers/{name}.schema.json"));
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == schema_text(&schema),
            "docs/answers/{name}.schema.json has drifted: run `cargo run -p detente-xtask -- schemas`"
        );
    }
}

#[test]
fn how_firm_findings_are_is_written_by_the_schema() {
    let run = |extent| Run {
        states: 3,
        lasting: 1,
        undecided: 1,
        reached: Some(1),
        status_quo: Some(Finding::Unknown(WhyUnknown::Preference)),
        extents: vec![extent],
        reached_extents: Some(vec![Extent::Nowhere]),
    };
    let tally = |extents: &[Extent]| extents.iter().copied().collect::<Tally>();
    let robust = answer(RobustFinding {
        frame: frame(),
        concept: ConceptDescription { id: "seq", name: "sequential stability", says: "others would answer" },
        outcomes: vec![OutcomeDescription { name: "They go".into(), text: "b.go".into() }],
        left_out: vec!["They stay".into()],
        base: run(Extent::All),
        parties: vec![CodedParty {
            id: "b".into(),
            name: "B".into(),
            codings: vec![("base".into(), "one".into()), ("other".into(), "two".into())],
        }],
        combinations: Shares {
            runs: 2,
            status_quo: Some([1, 0, 1]),
            lasting: vec![tally(&[Extent::All, Extent::Some])],
            reached: Some(vec![tally(&[Extent::Nowhere, Extent::Unknown])]),
        },
        by_reading: vec![vec![vec![tally(&[Extent::All]), tally(&[Extent::Some])]]],
        without: vec![("1: never".into(), run(Extent::None))],
        placebo: None,
        placebo_is_whole: true,
    });
    let value = valid("robust", &written(|out| write_robust_json(out, &case(), &robust)));
    assert_eq!(value["result"]["combinations"]["lasting"][0], json!({ "all": 1, "some": 1, "none": 0, "nowhere": 0, "unknown": 0 }));
    assert_eq!(value["result"]["base"]["status_quo_why"], "preference");
    let csv = written(|out| write_robust_csv(out, &robust.finding));
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "outcome,runs,among,all,some,none,nowhere,unknown");
    assert!(lines.contains(&"b.go,combinations,reached,0,0,0,1,1") && lines.contains(&"b.go,b=other,lasting,0,1,0,0,0"), "{csv}");
    assert!(lines.contains(&"b.go,without 1,lasting,0,0,1,0,0"), "{csv}");
}

fn forecast_model(id: &'static str) -> ForecastModel {
    ForecastModel { id, name: "A model", says: "it says so", reference: "nothing", options: vec![("q", "1".into())] }
}

#[test]
fn forecasts_are_written_as_their_schema_says() {
    use detente_model::spatial::{Actor, Quantity, Stance};
    let actor = |id: &str| Actor { id: id.into(), name: id.to_uppercase() };
    let stance = |position| {
        Some(Stance { position, salience: Quantity::Known(0.5), capability: Quantity::Missing, source: Some("a report".into()) })
    };
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
    let step = ForecastMove {
        actor: 1,
        by: Some(0),
        kind: "gives way",
        chance: Some(0.5),
        gain: Some(0.75),
        in_return: Some(InReturn { issue: 1, from: 3.0, to: 4.0 }),
        ..ForecastMove::default()
    };
    let round = ForecastRound {
        round: 1,
        median: 50.0,
        mean: 40.5,
        point: Some(45.0),
        positions: vec![Some(50.0), None],
        chances: vec![Some(0.25), None],
        moves: vec![moved.clone(), step],
    };
    let partner = |actor, pays_on| ForecastPartner { actor, pays_on, from: 1.0, to: 2.0, asked: 3.0, before: 4.0, after: 5.0, gain: 6.0 };
    let spread =
        Spread { draws: 9, undefined: 1, mean: 41.0, quantiles: [1.0, 2.0, 3.0, 4.0, 5.0], histogram: vec![4, 5], probability: None };
    let issue = IssueForecast {
        id: "troops, all".into(),
        name: "Troops".into(),
        low: 0.0,
        high: 100.0,
        reference_point: None,
        outcome: Some(10.0),
        two_points: false,
        stances: vec![stance(Quantity::Triangular { low: 0.0, mode: 10.0, high: 50.0 }), stance(Quantity::Missing)],
        weights: vec![Some(0.5), None],
        predictions: vec![
            Prediction { rounds: vec![round], spread: Some(spread), difference: Some(0.0), ..Prediction::at(50.0) },
            Prediction { ties: Some((1.0, 2.0)), probability: Some(0.25), ..Prediction::at(1.0) },
            Prediction::undefined("nobody takes part"),
        ],
        tornado: vec![TornadoBar { actor: 1, input: InputKind::Salience, low: 0.4, high: 0.6, points: vec![(Some(1.0), None); 3] }],
    };
    let why = WhyMoved {
        issue: 0,
        model: 0,
        round: 1,
        actor: 0,
        offers: vec![moved.clone()],
        taken: Some(moved),
        challenge: Some(ForecastChallenge { target: 1, odds: 0.5, gain: 0.25 }),
        rule: "the least move".into(),
    };
    let forecast = answer(ForecastFinding {
        title: "A case".into(),
        day: Some("1990-05-25".parse().expect("it is a date")),
        capability: "equal".into(),
        remarks: vec!["a remark".into()],
        actors: vec![actor("x"), actor("y")],
        models: ["compromise", "median", "other"].map(forecast_model).into(),
        on: vec![IssueName { id: "troops, all".into(), name: "Troops".into() }, IssueName { id: "money".into(), name: "Money".into() }],
        issues: vec![issue],
        exchanges: vec![ForecastExchange {
            model: 2,
            round: 1,
            partners: [partner(0, 0), partner(1, 1)],
            again: true,
            effects: vec![ExchangeEffect { actor: 1, circle: "own", gain: 6.0 }],
        }],
        draws: Some(DrawsMade { count: 10, seed: 7 }),
        moved: vec![why],
    });
    let value = valid("forecast", &written(|out| write_forecast_json(out, &case(), &forecast)));
    let models = &value["result"]["issues"][0]["models"];
    assert_eq!(models["compromise"]["interval"], json!([1.0, 5.0]));
    assert_eq!(models["compromise"]["interval_of"], json!("draws"));
    assert_eq!(models["compromise"]["rounds"][0]["positions"], json!({ "x": 50.0 }));
    assert_eq!(models["median"]["interval_of"], json!("ties"));
    assert_eq!(models["other"]["point"], Value::Null);
    assert_eq!(value["result"]["moved"][0]["taken"]["by"], json!("y"));
    assert_eq!(value["result"]["moved"][0]["challenge"], json!({ "target": "y", "odds": 0.5, "gain": 0.25 }));
    let round = &models["compromise"]["rounds"][0];
    assert_eq!((&round["chances"], &round["point"]), (&json!({ "x": 0.25 }), &json!(45.0)));
    assert_eq!(round["moves"][1]["in_return"], json!({ "issue": "money", "from": 3.0, "to": 4.0 }));
    let exchange = &value["result"]["exchanges"][0];
    assert_eq!((&exchange["model"], &exchange["partners"][1]["pays_on"]), (&json!("other"), &json!("money")));
    assert_eq!(exchange["effects"], json!([{ "actor": "y", "circle": "own", "gain": 6.0 }]));
    let csv = written(|out| write_forecast_csv(out, &forecast.finding));
    assert!(csv.contains("\n\"troops, all\",compromise,50,1,5,draws,,0,41,1,2,3,4,5,\n"), "{csv}");
    assert!(csv.ends_with(",,,,nobody takes part\n") || csv.contains("nobody takes part"), "{csv}");
}

#[test]
fn backtests_are_written_as_their_schema_says() {
    let difference = PairedDifference { n: 1, mean: 3.5, interval: (-1.0, 8.0), by_cluster: Some((-2.0, 9.0)) };
    let scored = |id, difference| BacktestModel {
        model: forecast_model(id),
        n: 1,
        undefined: 0,
        why_undefined: None,
        mae: Some(25.0),
        difference,
        brier: Some((1, 0.25)),
    };
    let backtest = answer(BacktestFinding {
        title: "Backtest".into(),
        capability: "equal".into(),
        remarks: vec![],
        issues: 2,
        without_outcome: 1,
        incomplete_rows: 3,
        two_points: 1,
        two_points_scored: 0,
        models: vec![scored("compromise", None), scored("median", Some(difference))],
        resamples: 100,
        seed: 1,
        clusters: Some(2),
        scored: vec![ScoredIssue {
            id: "a".into(),
            outcome: 10.0,
            two_points: false,
            points: vec![Some(35.0), None],
            probabilities: vec![None, None],
        }],
    });
    let value = valid("backtest", &written(|out| write_backtest_json(out, &backtest)));
    assert_eq!(value["result"]["models"][0]["difference_to_compromise"], Value::Null);
    assert_eq!(value["result"]["models"][1]["difference_to_compromise"]["high"], json!(8.0));
    let csv = written(|out| write_backtest_csv(out, &backtest.finding));
    assert_eq!(csv, "issue,outcome,two_points,point:compromise,error:compromise,point:median,error:median\na,10,no,35,25,,\n");
}
