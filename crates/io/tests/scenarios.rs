//! Negotiation scenarios of other tools: read into cases whose utilities are what the files say.

use detente_io::format::{self, Given, Imported, Options, genius, geniusweb, negmas};
use detente_model::diagnostic::Severity;
use detente_model::number::Decimal;
use detente_model::{Case, Diagnostic, Files};
use std::path::{Path, PathBuf};

fn given(files: &[(&str, &str)]) -> Vec<Given> {
    files.iter().map(|(name, text)| Given::new(*name, text.as_bytes())).collect()
}

fn imported(result: Result<Imported, Vec<Diagnostic>>) -> (Case, Imported) {
    let imported = result.unwrap_or_else(|faults| panic!("{faults:#?}"));
    (imported.case(), imported)
}

fn place(files: &Files, fault: &Diagnostic) -> String {
    let place = fault.labels.first().map(|label| {
        let (line, column) = files.position(label.span);
        format!("{}:{line}:{column}", files.name(label.span.file))
    });
    format!("{} {}", place.unwrap_or_default(), fault.message)
}

fn faults(given: &[Given], result: Result<Imported, Vec<Diagnostic>>) -> Vec<String> {
    let files = detente_io::given::texts(given);
    result.unwrap_err().iter().map(|fault| place(&files, fault)).collect()
}

fn codes(imported: &Imported) -> Vec<&str> {
    imported.notes.iter().map(|note| note.code).collect()
}

/// The utility of a party in a package, in billionths, from its tables and weights alone.
fn utility(case: &Case, party: &str, package: &[u16]) -> i128 {
    let party = case.party_named(party).unwrap_or_else(|| panic!("there is no {party}"));
    let preference = &case.preferences[party];
    let tables = preference.values.iter().map(|table| {
        let place = case.variables.ids().position(|variable| variable == table.of).unwrap();
        let worth = table.table.iter().find(|(value, _)| *value == package[place]).unwrap().1;
        i128::from(worth.billionths())
    });
    let phase = detente_model::phase::Phase::start();
    let weights =
        preference.weights.iter().filter(|weight| weight.holds.holds(package, &phase)).map(|weight| i128::from(weight.weight.billionths()));
    tables.chain(weights).sum()
}

fn packages(case: &Case) -> Vec<Vec<u16>> {
    case.variables.iter().fold(vec![Vec::new()], |packages, variable| {
        let with = |package: &Vec<u16>| {
            (0..variable.values.len()).map(|value| [package.as_slice(), &[u16::try_from(value).unwrap()]].concat()).collect::<Vec<_>>()
        };
        packages.iter().flat_map(with).collect()
    })
}

fn reservation(case: &Case, party: &str) -> Option<String> {
    let party = case.party_named(party).unwrap();
    case.preferences[party].reservations.first().map(|reservation| reservation.worth.to_string())
}

const DOMAIN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<negotiation_template><utility_space number_of_issues="3">
<objective index="1" name="root" type="objective" etype="objective" description="">
  <issue index="7" name="Price" type="integer" vtype="integer" etype="integer"><range lowerbound="1" upperbound="3"/></issue>
  <issue index="3" name="Size &amp; form" vtype="discrete">
    <item index="2" value="large"/><item index="1" value="small" cost="5"/><item index="9" value="100 kg"/>
  </issue>
  <issue index="12" name="Date" type="real"><range lowerbound="0" upperbound="1"></range></issue>
</objective></utility_space></negotiation_template>"#;

const BUYER: &str = r#"<utility_space>
<objective index="1" name="root">
  <issue index="12" name="Date" type="real"><range lowerbound="0" upperbound="1"/><evaluator ftype="triangular" parameter0="0" parameter1="1" parameter2="0.5"/></issue>
  <issue index="3" name="Size &amp; form"><item index="1" value="small" evaluation="2"/><item index="2" value="large" evaluation="6" cost="1"/>
    <item index="9" value="100 kg" evaluation="3"/><similarity_function><item index="1" value="small" evaluation="99"/></similarity_function></issue>
  <issue index="7" name="Price" type="integer"><range lowerbound="1" upperbound="3"/><evaluator ftype="linear" offset="1" slope="-0.25"/></issue>
  <weight index="12" value="0.2"/><weight index="7" value="0.5"/><weight index="3" value="0.3"/>
</objective>
<discount_factor value="0.9"/><reservation value="0.25"/>
</utility_space>"#;

const SELLER: &str = r#"<utility_space>
<objective index="1" name="root">
  <weight index="7" value="1"/><weight index="3" value="0.5"/><weight index="12" value="0"/>
  <issue index="3" name="Size &amp; form"><item index="1" value="small" evaluation="0"/><item index="2" value="large" evaluation="0"/><item index="9" value="100 kg" evaluation="0"/></issue>
  <issue index="7" name="Price" type="integer"><range lowerbound="1" upperbound="3"/><evaluator ftype="linear" offset="0" slope="2"/></issue>
  <issue index="12" name="Date" type="real"><range lowerbound="0" upperbound="1"/><evaluator ftype="linear" parameter0="0" parameter1="1"/></issue>
</objective></utility_space>"#;

fn trade() -> Vec<Given> {
    given(&[("x/Buyer 1.xml", BUYER), ("x/buyer-1.xml", SELLER), ("x/domain.xml", DOMAIN), ("x/pareto.xml", "<points/>")])
}

#[test]
fn a_genius_folder_reads_as_a_person_would_write_it() {
    let (case, imported) = imported(genius::import_all(&trade(), &Options { steps: 4 }));
    let expected = r#"# Imported from a negotiation scenario of GENIUS (XML): domain and profiles.
# Utilities are sums of weight times evaluation, divided by the largest evaluation in each issue, to nine places.
# Real issues are on a grid of 4 equal steps.
# Such files name no sources, and do not say what sort of party each is (`kind`).

format = 1
title = "domain"

[source.imported]
title = "Negotiation scenario of GENIUS"

[party.buyer_1]
name = "Buyer 1"
kind = "group" # the file does not say: state, alliance, institution, public, person or group

[party.buyer_1_2]
name = "buyer-1"
kind = "group"

[issue.size_form]
name = "Size & form"
values = [
    { id = "small", name = "small" },
    { id = "large", name = "large" },
    { id = "value_100_kg", name = "100 kg" },
]
decided_by = "buyer_1 and buyer_1_2"

[issue.price]
name = "Price"
values = ["1", "2", "3"]
at = [1, 2, 3]
decided_by = "buyer_1 and buyer_1_2"

[issue.date]
name = "Date"
values = [
    { id = "0", name = "0" },
    { id = "value_0_25", name = "0.25" },
    { id = "value_0_5", name = "0.5" },
    { id = "value_0_75", name = "0.75" },
    { id = "1", name = "1" },
]
at = [0, 0.25, 0.5, 0.75, 1]
decided_by = "buyer_1 and buyer_1_2"

# the file discounts what is agreed late by 0.9; that has no part here

[preference.buyer_1]
reservation = 0.25

[[preference.buyer_1.value]]
of = "size_form"
table = { small = 0.1, large = 0.3, value_100_kg = 0.15 }

[[preference.buyer_1.value]]
of = "price"
table = { 1 = 0.5, 2 = 0.333333333, 3 = 0.166666667 }

[[preference.buyer_1.value]]
of = "date"
table = { 0 = 0, value_0_25 = 0.1, value_0_5 = 0.2, value_0_75 = 0.1, 1 = 0 }

[preference.buyer_1_2]
reservation = 0

[[preference.buyer_1_2.value]]
of = "size_form"
table = { small = 0, large = 0, value_100_kg = 0 }

[[preference.buyer_1_2.value]]
of = "price"
table = { 1 = 0.333333333, 2 = 0.666666667, 3 = 1 }

[[preference.buyer_1_2.value]]
of = "date"
table = { 0 = 0, value_0_25 = 0, value_0_5 = 0, value_0_75 = 0, 1 = 0 }
"#;
    assert_eq!(imported.case_toml, expected);
    assert_eq!(codes(&imported), ["discount", "grid", "other-file"]);
    assert_eq!(packages(&case).len(), 3 * 3 * 5);
    // large, 2, 0.5
    assert_eq!(utility(&case, "buyer_1", &[1, 1, 2]), 300_000_000 + 333_333_333 + 200_000_000);
}

/// Indices that are not contiguous, in any order (trap 10): that they match is what the file above needs. Here they decide where names do not.
#[test]
fn issues_are_matched_by_index() {
    let renamed = BUYER.replace("name=\"Price\"", "name=\"Preis\"");
    let files = given(&[("b.xml", &renamed), ("domain.xml", DOMAIN)]);
    let (case, imported) = imported(genius::import_all(&files, &Options { steps: 4 }));
    assert_eq!(codes(&imported), ["other-name", "discount", "grid"]);
    assert_eq!(utility(&case, "b", &[1, 1, 2]), 833_333_333);
    // a single party decides alone
    assert!(imported.case_toml.contains("decided_by = \"b\"\n"));
    // an issue of the domain that the profile has under another index alone
    let other = BUYER.replace("index=\"7\" name=\"Price\"", "index=\"8\" name=\"Preis\"");
    let files = given(&[("b.xml", &other), ("domain.xml", DOMAIN)]);
    let found = faults(&files, genius::import_all(&files, &Options::default()));
    assert_eq!(found, ["b.xml:2:1 the profile has no issue with the index 7 (`Price`), expected it"]);
}

/// Evaluations are divided by the largest of the issue (trap 1): reservations are on that scale.
#[test]
fn evaluations_are_divided_by_the_largest() {
    let profile = |worths: [u32; 2]| {
        format!(
            r#"<utility_space><objective><issue index="1" name="a"><item index="1" value="x" evaluation="{}"/><item index="2" value="y" evaluation="{}"/></issue>
            <weight index="1" value="1.0"/></objective><reservation value="0.5"/></utility_space>"#,
            worths[0], worths[1]
        )
    };
    let files = given(&[("one.xml", &profile([1000, 160])), ("two.xml", &profile([160, 1000]))]);
    let (case, imported) = imported(genius::import_all(&files, &Options::default()));
    assert_eq!((utility(&case, "one", &[0]), utility(&case, "one", &[1])), (1_000_000_000, 160_000_000));
    assert_eq!(reservation(&case, "two").as_deref(), Some("0.5"));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
}

#[test]
fn boxes_of_a_nonlinear_profile_are_weights() {
    let profile = r#"
<!-- profile 1 -->
<?xml version="1.0" encoding="utf-8" ?>
<utility_space type="nonlinear"><objective index="0" name="root" type="objective">
  <issue index="1" name="i1" type="integer" lowerbound="0" upperbound="3"/>
  <issue index="2" name="i2" type="integer" lowerbound="-1" upperbound="1"/>
  <utility maxutility="100"><ufun type="PlainUfun" weight="2" aggregation="sum">
    <hyperRectangle utility="10"><INCLUDES index="1" min="1" max="2"/><INCLUDES index="2" min="0" max="0"/></hyperRectangle>
    <hyperRectangle utility_value="5"><EXCLUDES index="2" min="0" max="9"/></hyperRectangle>
    <hyperRectangle utility="7"><INCLUDES index="1" min="0" max="9"/></hyperRectangle>
  </ufun></utility>
</objective><reservation value="0.20" /></utility_space>"#;
    let (case, imported) = imported(genius::import(profile.as_bytes()));
    assert!(imported.case_toml.contains("holds = \"i1 in (1, 2) and i2 = 0\"\nweight = 0.2\n"), "{}", imported.case_toml);
    assert_eq!(utility(&case, "party", &[1, 1]), 340_000_000);
    assert_eq!(utility(&case, "party", &[0, 0]), 240_000_000);
    let other = profile.replace("PlainUfun", "Quadratic").replace("aggregation=\"sum\"", "");
    let files = given(&[("p.xml", &other)]);
    let found = faults(&files, genius::import_all(&files, &Options::default()));
    assert_eq!(found, ["p.xml:7:29 found another kind of utility, expected `<ufun type=\"PlainUfun\">`: only sums of boxes are read"]);
}

#[test]
fn every_fault_of_a_genius_folder_is_reported() {
    let domain = r#"<negotiation_template><utility_space><objective name="d">
<issue index="1" name="a"><item index="1" value="x"/><item index="2" value="x"/><item index="3"/></issue>
<issue index="1" name="b" type="integer"><range lowerbound="0" upperbound="1e9"/></issue>
<issue index="3" name="c" type="real"><range lowerbound="2" upperbound="1"/></issue>
<issue index="4" name="d" type="wavy"/>
<issue index="5" name="e"/>
<objective name="tree"/>
</objective></utility_space></negotiation_template>"#;
    let profile = r#"<utility_space><objective>
<issue index="1" name="a"><item index="1" value="x" evaluation="one"/></issue>
<weight index="1" value="-"/><weight index="1" value="1"/><weight index="1" value="1"/>
</objective><reservation/></utility_space>"#;
    let files =
        given(&[("domain.xml", domain), ("p.xml", profile), ("q.xml", "<utility_space>\n <objective></utility_space>"), ("r.xml", domain)]);
    let found = faults(&files, genius::import_all(&files, &Options::default()));
    let expected = [
        "domain.xml:2:81 `<item>` has no `value`, expected one",
        "domain.xml:3:1 a second issue has the index 1, expected each once",
        "domain.xml:3:1 the issue has 1000000001 values, at most 4096 are read",
        "domain.xml:4:39 the lower end, 2, is above the upper end, 1",
        "domain.xml:5:1 the issue is of the sort \"wavy\", expected discrete, integer or real",
        "domain.xml:6:1 the issue has 0 values, expected 1 to 4096",
        "domain.xml:7:1 found a further objective, expected one with all issues in it: trees of objectives are not read",
        "p.xml:2:65 `evaluation` is \"one\", expected a number",
        "p.xml:3:26 `value` is \"-\", expected a number",
        "p.xml:3:59 a second weight has this index, expected each once",
        "p.xml:4:13 `<reservation>` has no `value`, expected a number",
        "q.xml:2:13 ill-formed document: expected `</objective>`, but `</utility_space>` was found",
        "r.xml:1:1 `r.xml` is a second domain, expected one",
    ];
    for line in expected {
        assert!(found.iter().any(|found| found == line), "{line}\n{found:#?}");
    }
    let files = given(&[("domain.xml", DOMAIN)]);
    assert_eq!(
        faults(&files, genius::import_all(&files, &Options::default())),
        [" there is no profile (`<utility_space>`), so that nobody negotiates"]
    );
    let bomb = "<!DOCTYPE u [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><utility_space>&a;</utility_space>";
    assert_eq!(genius::import(bomb.as_bytes()).unwrap_err()[0].code, "doctype");
}

const NEW: &str = r#"{"LinearAdditiveUtilitySpace": {"name": "party1",
 "domain": {"name": "jobs", "issuesValues": {"lease car": {"values": ["yes", "no"]}, "pay": {"range": ["1000", "1200", "100"]}}},
 "issueUtilities": {"lease car": {"DiscreteValueSetUtilities": {"valueUtilities": {"yes": 1, "no": 0.2}}},
  "pay": {"NumberValueSetUtilities": {"lowValue": 1000, "lowUtility": 0, "highValue": 1200, "highUtility": 1}}},
 "issueWeights": {"lease car": 0.25, "pay": 0.75}, "reservationBid": {"issuevalues": {"lease car": "no", "pay": 1100}}}}"#;

/// Both dialects (trap 9): the older key gives the same, no empty table.
#[test]
fn both_dialects_of_geniusweb_read_the_same() {
    let old = NEW.replace("DiscreteValueSetUtilities", "discreteutils").replace("NumberValueSetUtilities", "numberutils");
    assert_ne!(old, NEW);
    let texts: Vec<String> = [NEW, &old].map(|text| imported(geniusweb::import(text.as_bytes())).1.case_toml).to_vec();
    assert_eq!(texts[0], texts[1]);
    let without = NEW.replace(", \"reservationBid\": {\"issuevalues\": {\"lease car\": \"no\", \"pay\": 1100}}", "");
    let files = given(&[("f/one.json", NEW), ("f/two.json", &without)]);
    let (case, imported) = imported(geniusweb::import_all(&files, &Options::default()));
    assert_eq!(case.title, "jobs");
    assert_eq!(case.parties.iter().map(|party| party.id.as_str()).collect::<Vec<_>>(), ["party1", "two"]);
    assert_eq!(codes(&imported), ["no-reservation"]);
    // 0.25 * 0.2 + 0.75 * 0.5
    assert_eq!(reservation(&case, "party1").as_deref(), Some("0.425"));
    assert_eq!(reservation(&case, "two"), None);
    assert_eq!(utility(&case, "two", &[0, 2]), 1_000_000_000);
    let at: Vec<Option<Decimal>> = case.variables.iter().flat_map(|variable| &variable.values).map(|value| value.at).collect();
    assert_eq!(at.iter().flatten().map(ToString::to_string).collect::<Vec<_>>(), ["1000", "1100", "1200"]);
}

#[test]
fn every_fault_of_geniusweb_profiles_is_reported() {
    let broken = NEW.replace("\"no\": 0.2", "\"maybe\": 0.2").replace("\"pay\": 0.75", "\"pay\": \"much\"").replace("1100}", "1150}");
    let other = NEW.replace("[\"yes\", \"no\"]", "[\"yes\", \"no\", \"later\"]");
    let partial = r#"{"DefaultPartialOrdering": {}}"#;
    let files = given(&[("a.json", &broken), ("b.json", &other), ("c.json", partial), ("d.json", "{"), ("e.json", "[]")]);
    let found = faults(&files, geniusweb::import_all(&files, &Options::default()));
    assert_eq!(
        found,
        [
            "a.json:3:83 \"valueUtilities\" has no \"no\", expected it",
            "a.json:5:45 found the string \"much\", expected a number",
            "a.json:5:115 the number `1150` is no value of \"pay\"",
            "b.json:2:12 the domain is not that of the first file: issues or values differ",
            "c.json:1:28 found the profile \"DefaultPartialOrdering\", expected \"LinearAdditiveUtilitySpace\"",
            "d.json:1:2 found the end of the file, expected a key in double quotes",
        ]
    );
    for range in ["[1, 2]", "[1, 2, 0]", "[1, 9999, 0.001]", "[1, \"x\", 1]"] {
        let text = NEW.replace("[\"1000\", \"1200\", \"100\"]", range);
        assert!(geniusweb::import(text.as_bytes()).is_err(), "{range}");
    }
}

/// What should have keys and has none is a fault, not worth nothing.
#[test]
fn what_is_no_object_is_refused() {
    let weights = NEW.replace("{\"lease car\": 0.25, \"pay\": 0.75}", "5");
    let found = faults(&given(&[("a.json", &weights)]), geniusweb::import_all(&given(&[("a.json", &weights)]), &Options::default()));
    assert_eq!(found[0], "a.json:5:18 found the number `5`, expected keys with values, \"lease car\" among them");
    let files = given(&[("d.yml", "issues:\n- na}\n"), ("b.yml", AGENT)]);
    let found = faults(&files, negmas::import_all(&files, &Options::default()));
    assert_eq!(found[0], "d.yml:2:3 found the string \"na}\", expected keys with values, \"name\" among them");
}

const ISSUES: &str = "name: Trade\nissues:\n- name: colour\n  type: CategoricalIssue\n  values: [red, 'green', yes]\n- {name: quantity, type: ContiguousIssue, values: [1, 3]}\n- name: share\n  type: negmas.outcomes.ContinuousIssue\n  values: [0.0, 1.0]\n";

const AGENT: &str = "name: buyer\ntype: LinearAdditiveUtilityFunction\nreserved_value: -.inf\nvalues:\n- mapping: {red: 0.5, green: 1.0, yes: 0}\n  type: TableFun\n- {type: AffineFun, slope: 2, bias: -1}\n- type: IdentityFun\nweights: [0.5, 0.25, 1]\n";

#[test]
fn negmas_scenarios_are_read() {
    let named = "type: LinearAdditiveUtilityFunction\nreserved_value: 0.125\nweights: {share: 0, colour: 1, quantity: 1}\nvalues:\n  share: {type: ConstFun, bias: 3}\n  colour: {red: 1, green: 2, yes: 3}\n  quantity: {type: TableFun, mapping: {1: 0.1, 2.0: 0.2, 3: 0.3}}\n";
    let files = given(&[("t/Buyer.yml", AGENT), ("t/_info.yml", "title: x\n"), ("t/seller.yml", named), ("t/Trade.yml", ISSUES)]);
    assert_eq!(files.iter().map(|file| negmas::recognises(&file.bytes)).collect::<Vec<_>>(), [true, false, true, true]);
    let (case, imported) = imported(negmas::import_all(&files, &Options { steps: 2 }));
    assert_eq!(codes(&imported), ["no-reservation", "other-file", "grid"]);
    assert_eq!(case.title, "Trade");
    assert_eq!(reservation(&case, "buyer"), None);
    assert_eq!(reservation(&case, "seller").as_deref(), Some("0.125"));
    // green, 3, 0.5: 0.5 + 0.25 * 5 + 0.5
    assert_eq!(utility(&case, "buyer", &[1, 2, 1]), 2_250_000_000);
    assert_eq!(utility(&case, "seller", &[2, 1, 1]), 3_200_000_000);
}

#[test]
fn every_fault_of_a_negmas_scenario_is_reported() {
    let broken = AGENT
        .replace("green: 1.0", "gren: 1.0")
        .replace("AffineFun, slope: 2", "QuadraticFun")
        .replace("-.inf", ".inf")
        .replace(", 1]", "]");
    let files = given(&[("b.yml", &broken), ("c.yml", "a: [1"), ("d.yml", ISSUES), ("e.yml", "type: MappingUtilityFunction\n")]);
    let found = faults(&files, negmas::import_all(&files, &Options::default()));
    assert_eq!(
        found,
        [
            "b.yml:3:17 found the number `.inf`, expected a finite number",
            "b.yml:5:12 `colour` has no utility of \"green\", expected every value",
            "b.yml:7:3 found the function QuadraticFun, expected TableFun, AffineFun, LinearFun, IdentityFun or ConstFun",
            "b.yml:9:10 there are 2 entries, and none for `share`",
            "c.yml:1:6 while parsing a flow sequence, expected ',' or ']'",
            "e.yml:1:1 found a MappingUtilityFunction, expected a LinearAdditiveUtilityFunction",
        ]
    );
    let files = given(&[("d.yml", ISSUES)]);
    assert_eq!(
        faults(&files, negmas::import_all(&files, &Options::default())),
        [" there is no utility function, so that nobody negotiates"]
    );
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn shared() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/negotiation");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: there is no {}", folder.display());
        return None;
    };
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    Some(folders)
}

/// Billionths as a number.
fn float(billionths: i128) -> f64 {
    Decimal::from_billionths(i64::try_from(billionths).unwrap()).to_f64()
}

/// The scenarios beside the repository: parties, frontier and who finds what good enough are what an independent program computed.
#[test]
fn the_shared_scenarios_have_the_frontiers_that_were_computed_for_them() {
    let Some(folders) = shared() else { return };
    assert_eq!(folders.len(), 7);
    for folder in folders {
        let read = format::read_path(&folder, None, &Options::default()).unwrap().unwrap_or_else(|| panic!("{}", folder.display()));
        assert_eq!(read.format.name, "genius");
        let (case, imported) = imported(read.outcome);
        assert!(imported.notes.iter().all(|note| note.severity != Severity::Error));
        let results: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("results.json")).unwrap()).unwrap();
        let names: Vec<&str> = results["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(case.parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>(), names);
        let packages = packages(&case);
        assert_eq!(packages.len() as u64, results["n_outcomes"].as_u64().unwrap());
        let ids: Vec<&str> = case.parties.iter().map(|party| party.id.as_str()).collect();
        let mut points: Vec<Vec<i128>> =
            packages.iter().map(|package| ids.iter().map(|id| utility(&case, id, package)).collect()).collect();
        let reservations: Vec<i128> =
            ids.iter().map(|id| Decimal::parse(&reservation(&case, id).unwrap()).unwrap().billionths().into()).collect();
        for (found, expected) in reservations.iter().zip(results["reserved_values"].as_array().unwrap()) {
            assert!((float(*found) - expected.as_f64().unwrap()).abs() < 1e-9);
        }
        let expected = &results["C_independent_genius_semantics"];
        let rational =
            points.iter().filter(|point| point.iter().zip(&reservations).all(|(worth, reservation)| worth >= reservation)).count();
        assert_eq!(rational as u64, expected["individually_rational_outcomes"].as_u64().unwrap(), "{}", folder.display());
        points.sort();
        points.dedup();
        let dominates = |one: &[i128], other: &[i128]| one != other && one.iter().zip(other).all(|(one, other)| one >= other);
        let frontier: Vec<&Vec<i128>> = points.iter().filter(|point| !points.iter().any(|other| dominates(other, point))).collect();
        assert_eq!(frontier.len() as u64, expected["pareto_distinct_points"].as_u64().unwrap(), "{}", folder.display());
        for listed in results["pareto_utils_first_300"].as_array().unwrap() {
            let listed: Vec<f64> = listed.as_array().unwrap().iter().map(|worth| worth.as_f64().unwrap()).collect();
            let is_it = |point: &&Vec<i128>| point.iter().zip(&listed).all(|(found, listed)| (float(*found) - listed).abs() < 1e-8);
            assert!(frontier.iter().any(is_it), "{}: {listed:?}", folder.display());
        }
    }
}

/// Cutting or changing a file anywhere may be a fault, never a panic, and what is read is a case.
#[test]
fn damaged_files_never_panic() {
    let domain = trade();
    for (at_most, text, read) in [
        (700, BUYER, genius::import as format::Import),
        (700, NEW, geniusweb::import),
        (300, AGENT, negmas::import),
        (300, ISSUES, negmas::import),
    ] {
        let bytes = text.as_bytes();
        for at in (0..bytes.len()).step_by(bytes.len().div_ceil(at_most)) {
            let _ = read(&bytes[..at]);
            for byte in [b'<', b'"', b'9', b'-', b'[', b':', b'\n', 0xff] {
                let mut damaged = bytes.to_vec();
                damaged[at] = byte;
                if let Ok(imported) = read(&damaged) {
                    let _ = imported.case();
                }
                if text == BUYER && byte == b'9' {
                    let mut files = domain.clone();
                    files[0].bytes = damaged;
                    if let Ok(imported) = genius::import_all(&files, &Options::default()) {
                        let _ = imported.case();
                    }
                }
            }
        }
    }
}
