//! Other tools' files of positions: who stands where is what the files say, and what is wrong with them has its place.

use detente_io::format::positions::{exchange, ktab_csv, ktab_xml, long, workbook};
use detente_io::format::{self, Given, Import, Imported, Options};
use detente_io::spatial::{self, Loaded};
use detente_model::diagnostic::{Diagnostic, Files};
use detente_model::spatial::{Quantity, Spatial, Stance};
use std::path::{Path, PathBuf};

fn faults(
    name: &str,
    bytes: &[u8],
    read: fn(&[Given], &Options) -> Result<Imported, Vec<Diagnostic>>,
    texts: fn(&[Given]) -> Files,
) -> Vec<String> {
    let given = [Given::new(name, bytes)];
    let files = texts(&given);
    let place = |fault: &Diagnostic| {
        let place = fault.labels.first().map(|label| files.position(label.span));
        format!("{} {}", place.map_or_else(String::new, |(line, column)| format!("{line}:{column}")), fault.message)
    };
    read(&given, &Options::default()).unwrap_err().iter().map(place).collect()
}

/// Reads bytes as a file at a path, as `detente forecast` does.
fn read(name: &str, bytes: &[u8]) -> (Spatial, Vec<String>) {
    let folder = std::env::temp_dir().join(format!("detente-positions-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let loaded = read_path(&path);
    std::fs::remove_file(&path).unwrap();
    let found = loaded.read.unwrap_or_else(|faults| panic!("{faults:#?}"));
    (found.spatial, found.remarks)
}

fn read_path(path: &Path) -> Loaded {
    spatial::read_spatial(path).unwrap()
}

fn stance<'a>(spatial: &'a Spatial, actor: &str, issue: &str) -> Option<&'a Stance> {
    let actor = spatial.actors.iter().position(|known| known.id == actor).unwrap_or_else(|| panic!("no {actor}: {:?}", spatial.actors));
    let issue = spatial.issues.iter().position(|known| known.id == issue).unwrap_or_else(|| panic!("no {issue}: {:?}", spatial.issues));
    spatial.stances[issue][actor].as_ref()
}

/// Position, salience and capability, which are all known.
fn numbers(spatial: &Spatial, actor: &str, issue: &str) -> [f64; 3] {
    let stance = stance(spatial, actor, issue).unwrap();
    [stance.position, stance.salience, stance.capability].map(|quantity| match quantity {
        Quantity::Known(number) => number,
        other => panic!("{other:?}"),
    })
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/bargaining").join(name);
    if !path.exists() {
        eprintln!("skipped: there is no {}", path.display());
        return None;
    }
    Some(path)
}

const KTAB: &str = "Two rivers,Scenario-7;with a remark, 2, 2, \nActor,Description,Influence,Dam Position,Dam Salience,Toll,Sal,\n\nN,The North, and its towns,  100.0,30,24.0,0,48.5,\nS,South,60.2,45,,100,41.5, , \n";

#[test]
fn ktab_in_csv() {
    let (spatial, remarks) = read("k.csv", KTAB.as_bytes());
    assert_eq!(spatial.title, "Two rivers, Scenario-7;with a remark");
    assert_eq!(spatial.actors.iter().map(|actor| actor.name.as_str()).collect::<Vec<_>>(), ["The North, and its towns", "South"]);
    assert_eq!(
        spatial.issues.iter().map(|issue| (issue.id.as_str(), issue.low, issue.high)).collect::<Vec<_>>(),
        [("Dam", 0.0, 100.0), ("Toll", 0.0, 100.0)]
    );
    assert_eq!(numbers(&spatial, "N", "Toll"), [0.0, 0.485, 100.0]);
    assert_eq!(stance(&spatial, "S", "Dam").unwrap().salience, Quantity::Missing);
    assert!(remarks.is_empty(), "{remarks:?}");
    // the variant without commas at the ends of lines
    let plain = KTAB.replace(", \n", "\n").replace(",\n", "\n").replace(" , ", "");
    assert_eq!(read("k2.csv", plain.as_bytes()).0, spatial);
    // what was written reads the same
    let whole = KTAB.replace("45,,100", "45,12.5,100");
    let (spatial, _) = read("k3.csv", whole.as_bytes());
    let written = spatial::write_ktab(&spatial).unwrap();
    let (again, _) = read("k4.csv", written.as_bytes());
    assert_eq!((&again.stances, again.issues.len()), (&spatial.stances, 2), "{written}");
    assert_eq!(spatial::write_ktab(&again).unwrap().lines().skip(1).collect::<Vec<_>>(), written.lines().skip(1).collect::<Vec<_>>());
}

#[test]
fn every_fault_of_ktab_in_csv_is_reported() {
    let text = "x,3,2\nActor,D,I,A Position,A Salience,B Position,B Salience\nN,d,ten,130,50,0,101\nN,d,1,2,3,4,5\nS,d,1\n,d,1,2,3,4,-5\n";
    let found = faults("k.csv", text.as_bytes(), ktab_csv::import_all, ktab_csv::texts);
    let expected = [
        "1:3 the first line says that there are `3` actors, found 1",
        "3:5 expected a number for the influence, found `ten`",
        "4:1 the actor `N` is there twice, expected once",
        "5:1 the line has 3 fields, expected 7",
        "6:1 this line names no actor",
        "6:12 a salience may not be below 0, found `-5`",
        "6:1 the actor `` is not declared",
    ];
    for line in expected {
        assert!(found.iter().any(|found| found == line), "{line}\n{found:#?}");
    }
    let text = "x,1,1\nActor,D,I,A,B\nN,d,1,130,101\n";
    let found = faults("k.csv", text.as_bytes(), ktab_csv::import_all, ktab_csv::texts);
    assert_eq!(
        found,
        ["3:1 a salience lies between 0 and 1, or 0 and 100; found 101", "3:1 the position 130 on `A` lies outside its line from 0 to 100"]
    );
}

const KTAB_XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Scenario xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="smp.xsd">
  <name>Two rivers</name><desc>a test</desc><prngSeed>7</prngSeed>
  <ModelParameters><VotingRule>PropCbc</VotingRule></ModelParameters>
  <Dimensions><dName>Dam</dName><dName>Toll</dName></Dimensions>
  <Actors>
    <Actor><name>N</name><description>The North</description><capability>100</capability>
      <Position><dCoord>30</dCoord><dCoord></dCoord></Position><Salience><dSal>24</dSal><dSal>48.5</dSal></Salience></Actor>
    <Actor><name>S</name><description/><capability>60.2</capability>
      <Position><dCoord>45</dCoord><dCoord>100</dCoord></Position><Salience><dSal>10</dSal><dSal>41.5</dSal></Salience></Actor>
  </Actors>
</Scenario>
"#;

#[test]
fn ktab_in_xml() {
    let (spatial, remarks) = read("k.xml", KTAB_XML.as_bytes());
    assert_eq!(spatial.title, "Two rivers, a test");
    assert_eq!(numbers(&spatial, "S", "Toll"), [100.0, 0.415, 60.2]);
    assert_eq!(stance(&spatial, "N", "Toll").unwrap().position, Quantity::Missing);
    assert_eq!(remarks.len(), 2, "{remarks:?}");
    assert_eq!(remarks[0], "not read: the file's parameters of the model (`ModelParameters`): VotingRule PropCbc");
    let broken = KTAB_XML
        .replace("<dCoord>100</dCoord>", "")
        .replace("<capability>100</capability>", "")
        .replace("<dSal>24</dSal>", "<dSal>x</dSal>");
    let found = faults("k.xml", broken.as_bytes(), ktab_xml::import_all, ktab_xml::texts);
    assert_eq!(
        found,
        [
            "7:5 the actor has no `<capability>`, expected one",
            "8:74 expected a number for the salience, found `x`",
            "9:5 the actor has 1 `<dCoord>`, expected 2: one for each dimension",
        ]
    );
    assert!(ktab_xml::import(b"<!DOCTYPE a []><Scenario/>").unwrap_err()[0].code == "doctype");
}

const EXCHANGE: &str = "#O;Climate;;\n#/;a remark\n#A;n;North\n#P;mrv;reports\n#M;mrv;0;none\n#M;mrv;100;Kyoto\u{2019}s\n#D;n;mrv;30;0.5;2\n#A;s;\n#D;s;mrv;100;1;0.25\n";

#[test]
fn files_of_exchange_models() {
    let (spatial, remarks) = read("e.csv", EXCHANGE.as_bytes());
    assert_eq!(spatial.title, "Climate");
    assert_eq!(numbers(&spatial, "n", "mrv"), [30.0, 0.5, 2.0]);
    assert!(remarks.is_empty(), "{remarks:?}");
    // as the other dialects write it: tabs and quotes, commas
    let quoted: String = EXCHANGE.replace('\u{2019}', "'").lines().map(|line| format!("'{}'\t\r\n", line.replace(';', "'\t'"))).collect();
    let commas = EXCHANGE.replace(';', ",");
    for other in [quoted.replace("Kyoto's", "Kyoto"), commas] {
        assert_eq!(read("e2.txt", other.as_bytes()).0.stances, spatial.stances, "{other}");
    }
    // Windows-1252, as old programs write it
    let mut old = Vec::new();
    for character in EXCHANGE.chars() {
        old.push(if character == '\u{2019}' { 0x92 } else { u8::try_from(character).unwrap() });
    }
    let (again, remarks) = read("e3.csv", &old);
    assert_eq!((again.stances, remarks.len()), (spatial.stances, 1));
    let imported = exchange::import(&old).unwrap();
    assert!(imported.case_toml.contains("{ id = \"100\", name = \"Kyoto’s\" }"), "{}", imported.case_toml);
    let per_cent = EXCHANGE.replace(";0.5;", ";50;").replace(";100;1;", ";100;100;");
    assert_eq!(numbers(&read("e4.csv", per_cent.as_bytes()).0, "n", "mrv")[1], 0.5);
}

#[test]
fn every_fault_of_an_exchange_file_is_reported() {
    let text = "#A;n;North\n#A;n;Again\n#P;mrv\n#Q;x\n#M;mrw;0\n#M;mrv\n#D;n;mrv;x;-1;\n#D;m;mrv;1;1;1\n#D;n;mrv\nhello\n#D;n;mrv;1;0.5;1\n#D;n;mrv;2;500;1\n";
    let found = faults("e.csv", text.as_bytes(), exchange::import_all, exchange::texts);
    assert_eq!(
        found,
        [
            "2:4 the actor `n` is there twice, expected once",
            "4:1 found the mark `#Q`, expected #A, #P, #M, #D, #O or #/",
            "5:4 the issue `mrw` is not declared",
            "6:1 the line has 2 fields, expected 3",
            "7:10 expected a number for the position, found `x`",
            "7:12 a salience may not be below 0, found `-1`",
            "8:4 the actor `m` is not declared",
            "9:1 the line has 3 fields, expected 6",
            "10:1 found the mark `hello`, expected #A, #P, #M, #D, #O or #/",
            "12:4 a salience lies between 0 and 1, or 0 and 100; found 500",
            "12:4 this actor stands on `mrv` twice, expected once",
        ]
    );
}

const LONG: &str = "Issue;Actor;POSITION;salience;Influence;source\ntax;North;20..40;80;10;\"memo; p. 3\"\ntax;South;20..30..75;50;4.5;\nborder;North;0;100;10;\n";

#[test]
fn tables_become_cases() {
    assert!(long::recognises(LONG.as_bytes()));
    let imported = long::import_all(&[Given::new("x/beer.csv", LONG)], &Options::default()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let expected = r#"# Imported from: Table of positions. Weights (`capability`): the column `capability`.
# Mind: saliences are read as per cent, since some are above 1.
# Mind: lines run between the outermost positions of each issue, since no ends are stated.
# Nothing says who decides: the agreement of all that take part is put down until it is known.

format = 1
title = "beer"

[source.imported]
title = "Table of positions"

[party.north]
name = "North"
kind = "group" # the file does not say: state, alliance, institution, public, person or group
weight = { capability = 10 }

[party.south]
name = "South"
kind = "group"
weight = { capability = 4.5 }

[issue.tax]
values = ["20", "30", "75"]
at = [20, 30, 75]
decided_by = "north and south"

[issue.border]
values = [
    { id = "value_minus_0_5", name = "-0.5" },
    { id = "0", name = "0" },
    { id = "value_0_5", name = "0.5" },
]
at = [-0.5, 0, 0.5]
decided_by = "north"

[[preference.north.position]]
on = "tax"
ideal = 30
salience = 0.8
ideal_between = [20, 40]
spread = "uniform"
note = "memo; p. 3"

[[preference.north.position]]
on = "border"
ideal = 0
salience = 1

[[preference.south.position]]
on = "tax"
ideal = 30
salience = 0.5
ideal_between = [20, 75]
"#;
    assert_eq!(imported.case_toml.replace("\"minus_0_5\"", "\"value_minus_0_5\""), expected);
    let case = imported.case();
    let south = case.party_named("south").unwrap();
    assert_eq!(case.preferences[south].positions[0].ideal.to_string(), "30");
}

/// A table that an old program wrote.
#[test]
fn tables_that_are_not_utf_8_are_read() {
    let (spatial, remarks) = read("l.csv", b"actor,position,salience\nC\xf4te,1,0.5\nB,2,1\n");
    assert_eq!(spatial.actors[0].id, "Côte");
    assert!(remarks.iter().any(|remark| remark.contains("Windows-1252")), "{remarks:?}");
}

fn corpus(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/xlsx").join(name)).unwrap()
}

/// Workbooks as two independent libraries write them: strings in a list or in the cells, deflated.
#[test]
fn workbooks_are_read() {
    let (spatial, remarks) = read("w.xlsx", &corpus("xlsxwriter"));
    assert_eq!(numbers(&spatial, "B", "w"), [100.0, 0.8, 2.5]);
    assert_eq!(stance(&spatial, "C bold", "w").map(|stance| stance.salience), Some(Quantity::Missing));
    assert!(remarks.iter().any(|remark| remark.contains("per cent")), "{remarks:?}");
    // a fault in it is on the line of its row
    let found = faults("w.xlsx", &corpus("openpyxl-fault"), workbook::import_all, workbook::texts);
    assert_eq!(found, ["4:19 expected a number for the position, found `\"quoted\"`"]);
    let (spatial, remarks) = read("o.xlsx", &corpus("openpyxl"));
    assert_eq!(stance(&spatial, "North", "tax").unwrap().position, Quantity::Between { low: 20.0, high: 40.0 });
    assert_eq!(stance(&spatial, "North", "tax").unwrap().source.as_deref(), Some("memo, p. 3"));
    assert_eq!(stance(&spatial, "North", "border").unwrap().source.as_deref(), Some("told \"so\""));
    assert_eq!(stance(&spatial, "South", "border").unwrap().position, Quantity::Triangular { low: 50.0, mode: 60.0, high: 100.0 });
    let issue = |id: &str| spatial.issues.iter().find(|issue| issue.id == id).unwrap();
    assert_eq!(
        (issue("border").name.as_str(), issue("border").reference_point, issue("border").outcome),
        ("Border regime", Some(0.0), Some(40.0))
    );
    assert_eq!((issue("tax").reference_point, issue("tax").outcome), (None, Some(30.0)));
    assert!(remarks.iter().any(|remark| remark.contains("`Issues`")), "{remarks:?}");
}

#[test]
fn what_is_no_workbook_says_so() {
    let whole = corpus("xlsxwriter");
    let found = faults("w.xlsx", &whole[..whole.len() / 2], workbook::import_all, workbook::texts);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("1:1 the workbook cannot be read: it is no workbook: it has no list of files"), "{found:?}");
    for bytes in [&b"PK\x03\x04"[..], b"", b"PK\x05\x06"] {
        assert!(workbook::import(bytes).is_err());
    }
}

/// A workbook in which one small file grows to more than is read.
#[test]
fn what_grows_is_refused() {
    let found = faults("b.xlsx", &corpus("bomb"), workbook::import_all, workbook::texts);
    assert_eq!(found, ["1:1 the workbook cannot be read: the file `xl/workbook.xml` in it is broken, or has more than 8388608 bytes"]);
}

#[test]
fn each_format_is_known_by_its_content() {
    let name = |bytes: &[u8]| format::detect("file", bytes).map(|format| format.name);
    assert_eq!(name(KTAB.as_bytes()), Some("ktab-csv"));
    assert_eq!(name(KTAB_XML.as_bytes()), Some("ktab-xml"));
    assert_eq!(name(EXCHANGE.as_bytes()), Some("exchange"));
    assert_eq!(name(LONG.as_bytes()), Some("positions"));
    assert_eq!(name(&corpus("openpyxl")), Some("xlsx"));
}

/// The files beside the repository, against numbers read off them by hand.
#[test]
fn the_shared_files_are_read() {
    if let Some(path) = shared("SOE-Pol-Comp.csv") {
        let found = read_path(&path).read.unwrap();
        assert_eq!((found.spatial.actors.len(), found.spatial.issues.len()), (13, 2));
        assert_eq!(numbers(&found.spatial, "LK", "Competitive"), [65.0, 0.413, 60.2]);
        assert_eq!(found.spatial.actors[4].name, "Liu He - Deputy Director of DRC");
        assert_eq!(found.spatial.title, "China Policy/Competitive; scen 2, Scenario-0002;Combined Policy and Competitive");
    }
    if let Some(path) = shared("emission_ktab.csv") {
        let found = read_path(&path).read.unwrap();
        assert_eq!((found.spatial.actors.len(), found.spatial.issues[0].id.as_str()), (10, "Year"));
        let [position, salience, capability] = numbers(&found.spatial, "Denmark", "Year");
        assert!((salience - 0.9999).abs() < 1e-12 && (position, capability) == (0.0, 5.0));
    }
    if let Some(path) = shared("data_short.csv") {
        let found = read_path(&path).read.unwrap();
        assert_eq!((found.spatial.actors.len(), found.spatial.issues.len()), (15, 3));
        assert_eq!(found.spatial.stances.iter().flatten().flatten().count(), 45);
        assert_eq!(numbers(&found.spatial, "EU28", "differentiation"), [30.0, 0.75, 0.75]);
        assert_eq!(found.remarks, ["the file is not UTF-8, it is read as Windows-1252"]);
        let imported = exchange::import(&std::fs::read(&path).unwrap()).unwrap();
        assert!(imported.case_toml.contains("Convention’s Annexes"));
        assert_eq!(imported.case().variables.len(), 3);
    }
    if let Some(path) = shared("deu3_train_positions.csv") {
        let found = read_path(&path).read.unwrap();
        let lines = std::fs::read_to_string(&path).unwrap().lines().count() - 1;
        assert_eq!(found.spatial.stances.iter().flatten().flatten().count(), lines);
        let stance = stance(&found.spatial, "uk", "d00060i2").unwrap();
        assert_eq!((stance.position, stance.capability), (Quantity::Known(70.0), Quantity::Missing));
        assert!((stance.salience.central().unwrap() - 0.7).abs() < 1e-12);
    }
}

/// Cutting or changing a file anywhere may be a fault, never a panic, and what is read is a case.
#[test]
fn damaged_files_never_panic() {
    let book = corpus("openpyxl");
    let files: [(&[u8], Import); 5] = [
        (KTAB.as_bytes(), ktab_csv::import),
        (KTAB_XML.as_bytes(), ktab_xml::import),
        (EXCHANGE.as_bytes(), exchange::import),
        (LONG.as_bytes(), long::import),
        (&book, workbook::import),
    ];
    for (bytes, read) in files {
        for at in (0..bytes.len()).step_by(bytes.len().div_ceil(400)) {
            let _ = read(&bytes[..at]);
            for byte in [b'<', b',', b';', b'9', b'-', b'\n', b'"', 0xff] {
                let mut damaged = bytes.to_vec();
                damaged[at] = byte;
                if let Ok(imported) = read(&damaged) {
                    let _ = imported.case();
                }
            }
        }
    }
}
