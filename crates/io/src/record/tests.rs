use super::*;

/// The turns of a text as `speaker | sentence | sentence`, one line each, turn 0 first if there is one.
fn shown(text: &str) -> String {
    let record = read(text).expect("the text has words");
    let line = |speaker: &str, sentences: &[Sentence]| {
        let texts: Vec<&str> = sentences.iter().map(|s| s.text.as_str()).collect();
        format!("{speaker} | {}\n", texts.join(" | "))
    };
    let mut out = String::new();
    if !record.preamble.is_empty() {
        out += &line("0", &record.preamble);
    }
    for turn in &record.turns {
        out += &line(&turn.speaker, &turn.sentences);
    }
    if !record.afterword.is_empty() {
        out += &line("-", &record.afterword);
    }
    out
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(shown(text), expected);
}

/// Everything that must survive re-wrapping, the texts included.
fn essence(record: &Record) -> Vec<(u32, String, u32, Digest, String)> {
    let mut all = Vec::new();
    let mut add = |turn: u32, speaker: &str, sentences: &[Sentence]| {
        for s in sentences {
            all.push((turn, speaker.to_owned(), s.number, s.digest, s.text.clone()));
        }
    };
    add(0, "", &record.preamble);
    for turn in &record.turns {
        add(turn.number, &turn.speaker, &turn.sentences);
    }
    add(u32::MAX, "", &record.afterword);
    all
}

/// A small generator of numbers, the same on every run.
struct Draws(u64);

impl Draws {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// `text` wrapped anew at `width`, with `gap` between lines and sometimes more than one space between words.
fn rewrapped(text: &str, width: usize, gap: &str, extra: bool, draws: &mut Draws) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            if extra && draws.below(3) == 0 {
                out.push(' ');
            }
            out.push_str(gap);
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
            if extra && draws.below(10) == 0 {
                out.push_str(["  ", "\t", "\u{a0}"][draws.below(3)]);
            }
        }
        out.push_str(word);
        column += length;
    }
    out
}

fn check_rewrapping(text: &str, skipping: usize) {
    let expected = essence(&read(text).expect("the text has words"));
    let mut draws = Draws(0x1990_0525);
    for width in (40..=200).step_by(skipping).chain([usize::MAX]) {
        for gap in ["\n", "\n\n", "\r\n", "\r\n\r\n", "\n\n\n", " \n \n", "\r", "\u{c}", "\u{2028}"] {
            for extra in [false, true] {
                let copy = rewrapped(text, width, gap, extra, &mut draws);
                let found = essence(&read(&copy).expect("the copy has words"));
                assert!(found == expected, "width {width}, gap {gap:?}, extra {extra}\n{copy}");
            }
        }
    }
    let with_mark = format!("\u{feff}{text}");
    assert_eq!(essence(&read(&with_mark).expect("words")), expected);
}

const STOPS: &str = "Notes on the talk of A.B. Ivanov with C. Dupont\n\nMay 2, 1991\n\n(Also there: E. Martin, from \
    the French side). […] A.B. Ivanov. Shall we begin with the budget of the U.S. mission? It is late. \
    C. Dupont. Gladly… We said “soon.” Our friends, from the U.S. and the U.K. It surprised A.B. Ivanov. \
    He wondered. (Laughing). Then, in No. 3 of Mr. Smith’s list, I told Smith: we pay three- or four-fold.\n\n\
    E. Martin. The non-aggression pact – I repeat – is dead! (Laughter) Is it not? […] C. Dupont. [This offer] \
    is new. I read it on 19. Mai. Yes? “Why?” he asked. A.B. Ivanov. No. C. Dupont. Then let us stop. […]\n\n\
    [Source: Papers, ed. by X. Someone (Bonn, 1999), pp. 1-2. Translated by Y. Other.]";

#[test]
fn labels_with_full_stops() {
    check(
        STOPS,
        "0 | Notes on the talk of A.B. Ivanov with C. Dupont May 2, 1991 (Also there: E. Martin, from the French \
         side). | […]\n\
         A.B. Ivanov | Shall we begin with the budget of the U.S. mission? | It is late.\n\
         C. Dupont | Gladly… | We said “soon.” | Our friends, from the U.S. and the U.K. | It surprised A.B. \
         Ivanov. | He wondered. | (Laughing). | Then, in No. 3 of Mr. Smith’s list, I told Smith: we pay three- or \
         four-fold.\n\
         E. Martin | The non-aggression pact – I repeat – is dead! | (Laughter) | Is it not? | […]\n\
         C. Dupont | [This offer] is new. | I read it on 19. Mai. | Yes? | “Why?” he asked.\n\
         A.B. Ivanov | No.\n\
         C. Dupont | Then let us stop. | […]\n\
         - | [Source: Papers, ed. by X. Someone (Bonn, 1999), pp. 1-2. | Translated by Y. Other.]\n",
    );
}

const COLONS: &str = "MEMORANDUM OF CONVERSATION\nSUBJECT: Grain\nPARTICIPANTS: Mr. Baker, the President\n\n\
    Mr. Baker: I have one remark: it is this. Note: no copies. THE PRESIDENT: Go on. Ms. O’Neil-Łoś (laughing): He \
    will! Mr. Baker: So: we agree—\nTHE PRESIDENT: Do we? I asked Mr. Baker: he nodded. Mr. Baker: We do.";

#[test]
fn labels_with_colons() {
    check(
        COLONS,
        "0 | MEMORANDUM OF CONVERSATION SUBJECT: Grain PARTICIPANTS: Mr. Baker, the President\n\
         Mr. Baker | I have one remark: it is this. | Note: no copies.\n\
         THE PRESIDENT | Go on.\n\
         Ms. O'Neil-Łoś | He will!\n\
         Mr. Baker | So: we agree—\n\
         THE PRESIDENT | Do we? | I asked Mr. Baker: he nodded.\n\
         Mr. Baker | We do.\n",
    );
}

#[test]
fn other_ways_to_write_a_speaker() {
    check("Baker: One. Kohl: Two.", "Baker | One.\nKohl | Two.\n");
    check("BAKER: One?\nKOHL: Two.", "BAKER | One?\nKOHL | Two.\n");
    check("THE PRESIDENT. One. MR. BAKER. Two.", "THE PRESIDENT | One.\nMR. BAKER | Two.\n");
    check("Горбачёв: Да. Миттеран: Нет. Горбачёв: Да.", "Горбачёв | Да.\nМиттеран | Нет.\nГорбачёв | Да.\n");
    check("М.С. Горбачёв. Да. Ф. Миттеран. Нет.", "М.С. Горбачёв | Да.\nФ. Миттеран | Нет.\n");
    check("غورباتشوف: نعم. ميتران: لا.", "غورباتشوف | نعم.\nميتران | لا.\n");
    check("Secretary of State Baker: One. President de Gaulle: Two.", "Secretary of State Baker | One.\nPresident de Gaulle | Two.\n");
    check("Q: Who? A: You. Q: Me?", "Q | Who?\nA | You.\nQ | Me?\n");
    check(
        "SECRET THE PRESIDENT: One. BAKER: Two. THE PRESIDENT: Three.",
        "0 | SECRET\nTHE PRESIDENT | One.\nBAKER | Two.\nTHE PRESIDENT | Three.\n",
    );
    check(
        "Bonn, 3 May 1991 J.-P. Dupont. One. Yu.A. Kim. Two. J.-P. Dupont. Three.",
        "0 | Bonn, 3 May 1991\nJ.-P. Dupont | One.\nYu.A. Kim | Two.\nJ.-P. Dupont | Three.\n",
    );
}

#[test]
fn what_is_no_label() {
    // in the middle of a sentence, or with nothing said behind it
    check("F. Dupont. I met G. Weber. He left.", "F. Dupont | I met G. Weber. | He left.\n");
    check("F. Dupont. G. Weber. I am here. F. Dupont.", "0 | F. Dupont.\nG. Weber | I am here. | F. Dupont.\n");
    // spoken to
    check("F. Dupont. Yes. Mr. President. I agree.", "F. Dupont | Yes. | Mr. President. | I agree.\n");
    // in a record whose labels end in full stops, a colon opens nothing
    check("F. Dupont. Yes. Germany: an open question.", "F. Dupont | Yes. | Germany: an open question.\n");
}

#[test]
fn nobody_named_is_one_turn() {
    check("  Nobody speaks\nhere. It is so.  ", " | Nobody speaks here. | It is so.\n");
    check("One word: none. Berlin: two.", " | One word: none. | Berlin: two.\n");
    assert_eq!(read("x").expect("a word").turns[0].number, 1);
}

#[test]
fn sentences_end_where_a_reader_ends_them() {
    let whole = |text: &str| check(text, &format!(" | {text}\n"));
    whole("we saw Gen. Smith, Dr. A. B. Weber and the U.S. Army on Jan. 5 (cf. p. 3, No. 4)");
    whole("1. Borders come first");
    whole("it is 3.5 per cent, e.g. of the G.D.R. budget");
    whole("they […] Germany and […] whatever");
    check("He said “no.” Even then? (Why not?) Yes… No. 5 came.", " | He said “no.” | Even then? | (Why not?) | Yes… | No. 5 came.\n");
    check("It was 1990. We left.[3] They stayed.² All of them.", " | It was 1990. | We left.[3] | They stayed.² | All of them.\n");
    check(
        "Visit the U.S. They will like it. I got up at 5 a.m. It rained.",
        " | Visit the U.S. | They will like it. | I got up at 5 a.m. | It rained.\n",
    );
    check(
        "Really?! Yes! [Applause] [The] minister left. ¿Sí? «Oui.» „Ja.“ Gut.",
        " | Really?! | Yes! | [Applause] | [The] minister left. | ¿Sí? | «Oui.» | „Ja.“ | Gut.\n",
    );
}

#[test]
fn words_broken_at_line_ends() {
    check("a non-\n\naggres\u{ad}\nsion pact", " | a non-aggression pact\n");
    check("three- or\nfour-year, U.S.-\nSoviet, and -\nwell", " | three- or four-year, U.S.-Soviet, and - well\n");
    let digests: Vec<Digest> = ["a three- or two", "a three-\nor two", "a three-or two"].iter().map(|s| digest(s)).collect();
    assert!(digests.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn page_numbers_are_passed_over() {
    let expected = " | We went on and on.\n";
    for page_break in ["\n12\u{c}", "\u{c}\n12\n\n", "\n\n- 12 -\n\n", "\n\nPage 12\n\n", "\n \n12\n\n\n", "\r\n\r\n12 / 30\r\n\r\n"] {
        check(&format!("We went on{page_break}and on."), expected);
    }
    check("1\n\nWe went\n2\n\non and\n\n3\nout.", " | We went on and out.\n");
    check("We bought\n12\nhorses.", " | We bought 12 horses.\n");
    check("We bought\n\n12\n\nhorses in\n\n1990.", " | We bought 12 horses in 1990.\n");
    check("A non-\n\n\n7\n\naggression pact.", " | A non-aggression pact.\n");
}

#[test]
fn spans_point_into_the_raw_text() {
    for text in [STOPS, COLONS] {
        let record = read(text).expect("words");
        let all = record.preamble.iter().chain(record.turns.iter().flat_map(|t| &t.sentences)).chain(&record.afterword);
        let mut reached = 0;
        for sentence in all {
            assert!(sentence.span.start >= reached);
            reached = sentence.span.end;
            assert_eq!(digest(&text[sentence.span.clone()]), sentence.digest);
            assert_eq!(digest(&sentence.text), sentence.digest);
        }
    }
}

#[test]
fn rewrapping_changes_nothing() {
    check_rewrapping(STOPS, 1);
    check_rewrapping(COLONS, 1);
}

#[test]
fn normal_form() {
    assert_eq!(normalise(" \u{feff}“It’s” –\u{a0}so…\u{200b} \r\n"), "\"It's\" - so...");
    assert_eq!(normalise("e\u{301}tat\u{ad}s—Unis"), "états--Unis");
    assert_eq!(normalise("Case KEPT"), "Case KEPT");
    assert_eq!(normalise("\u{ad}\u{ad} \n"), "");
}

#[test]
fn digests_are_read_and_written() {
    // the start of `printf abc | sha256sum`
    assert_eq!(digest(" abc ").to_string(), "ba7816bf");
    assert_eq!("BA7816bf".parse(), Ok(digest("abc")));
    for wrong in ["", "ba7816b", "ba7816bff", "+a7816bf", "ba7816bé"] {
        assert_eq!(wrong.parse::<Digest>(), Err(NotADigest), "{wrong}");
    }
}

#[test]
fn sentences_are_found_again() {
    let record = read(STOPS).expect("words");
    let no = record.sentence(5, 1).expect("there is one");
    assert_eq!(no.text, "No.");
    assert_eq!(record.find(no.digest).collect::<Vec<_>>(), [(5, 1)]);
    assert_eq!(record.sentence(0, 2).map(|s| s.text.as_str()), Some("[…]"));
    assert!(record.sentence(0, 0).is_none() && record.sentence(1, 0).is_none() && record.sentence(7, 1).is_none());
}

#[test]
fn the_listing_gives_addresses() {
    let long = format!("Word {}", "word ".repeat(19));
    let record = read(&format!("Preface. A.B. Ivanov. Yes. {long}end. [Source: a file.]")).expect("words");
    let (preface, yes, rest) = (digest("Preface."), digest("Yes."), record.turns[0].sentences.last().expect("two").digest);
    let expected = format!(
        "## 0 · before the first turn\n\n0.1#{preface}  Preface.\n\n## 1 · A.B. Ivanov\n\n1.1#{yes}  Yes.\n\
         1.2#{rest}  {}\n{:14}{}end.\n\n## after the last turn\n\n[Source: a file.]\n",
        format!("Word {}", "word ".repeat(12)).trim_end(),
        "",
        "word ".repeat(7),
    );
    assert_eq!(listing(&record), expected);
}

#[test]
fn faults_say_where() {
    assert_eq!(read(" \n\u{c}\u{feff}\u{ad}"), Err(RecordError::Empty));
    assert_eq!(read_bytes(b""), Err(RecordError::Empty));
    let fault = read_bytes(b"one\r\ntwo\n\xc3\xa9t\xe9 three");
    assert_eq!(fault, Err(RecordError::NotUtf8 { offset: 12, line: 3, column: 3 }));
    let message = fault.expect_err("it is one").to_string();
    assert!(message.contains("byte 12 (line 3, column 3)"), "{message}");
}

/// Texts made of pieces that mean something to the reader, in any order: nothing panics, spans are sound, and what
/// holds for every text holds.
#[test]
fn any_text_is_read() {
    const PIECES: [&str; 64] = [
        "A",
        "b",
        ".",
        ":",
        "…",
        "[",
        "]",
        "(",
        ")",
        "“",
        "”",
        "'",
        "-",
        "–",
        "—",
        "--",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\u{c}",
        "\t",
        "\u{a0}",
        "\u{ad}",
        "\u{200b}",
        "\u{feff}",
        "\u{301}",
        "é",
        "ß",
        "ſ",
        "İ",
        "ǅ",
        "ح",
        "語",
        "：",
        "。",
        "🕊",
        "\0",
        "1",
        "12",
        "Page 3",
        "Mr.",
        "M.S.",
        "F.",
        "U.S.",
        "No.",
        "Baker",
        "BAKER",
        "Mr. Baker: ",
        "M.S. Gorbachev. ",
        "THE PRESIDENT. ",
        "Kohl: ",
        "Yes. ",
        "We ",
        "and ",
        "or ",
        "three-",
        "Source: ",
        "[Source: ",
        "(laughing): ",
        "de ",
        "[3]",
    ];
    let mut draws = Draws(44);
    for _ in 0..20_000 {
        let text: String = (0..1 + draws.below(24)).map(|_| PIECES[draws.below(PIECES.len())]).collect();
        let normal = normalise(&text);
        assert_eq!(normalise(&normal), normal, "{text:?}");
        let Ok(record) = read(&text) else {
            assert!(normal.is_empty() || !super::page::page_numbers(&text).is_empty(), "{text:?}");
            continue;
        };
        assert!(!record.turns.is_empty());
        let _ = listing(&record);
        for turn in &record.turns {
            assert!(!turn.sentences.is_empty(), "{text:?}");
        }
        for (_, _, _, digest_found, sentence) in essence(&record) {
            assert!(!sentence.is_empty());
            assert_eq!(digest(&sentence), digest_found, "{text:?}");
        }
        for sentence in record.turns.iter().flat_map(|turn| &turn.sentences) {
            assert!(text.get(sentence.span.clone()).is_some_and(|raw| !raw.is_empty()), "{text:?}");
        }
        // with no page numbers to lose, one line is as good as many
        if super::page::page_numbers(&text).is_empty() {
            let line = text.split(super::word::is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            assert_eq!(essence(&read(&line).expect("words")), essence(&record), "{text:?}");
        }
    }
}

/// Long texts of the kinds that would show a quadratic step; the test is that it ends soon.
#[test]
fn time_is_linear() {
    const BYTES: usize = 1 << 20;
    for piece in [
        "a",
        " ",
        "\n",
        "1\n\n",
        "a ",
        "a. ",
        "A. ",
        "A: ",
        "a-\n",
        "a\u{ad}\n",
        "(",
        ")",
        "[a ",
        "Baker: a. ",
        "\u{301}",
        "M.S. Gorbachev. ",
        "Mr. ",
        "[Source: ]",
        "“",
        "a\u{301}\u{323}",
        "–",
        "A-",
        "three- or ",
        "\u{c}1\u{c}",
    ] {
        let text = piece.repeat(BYTES / piece.len());
        if let Ok(record) = read(&text) {
            assert!(listing(&record).len() < 200 * BYTES);
        }
    }
}

/// The conversation of 25 May 1990, where it is at hand. It is not in this repository, and no sentence of it is here.
#[test]
fn the_record_of_1990() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/record");
    let Some(raw) = std::fs::read_dir(folder).ok().and_then(|entries| {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        let path = paths.into_iter().find(|path| path.extension().is_some_and(|e| e == "txt"))?;
        std::fs::read(path).ok()
    }) else {
        #[allow(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: no record in {folder}");
        }
        return;
    };
    let record = read_bytes(&raw).expect("it is a record");
    let text = std::str::from_utf8(&raw).expect("it is UTF-8");
    assert_eq!(record.turns.len(), 44);
    let count = |speaker: &str| record.turns.iter().filter(|turn| turn.speaker == speaker).count();
    assert_eq!((count("M.S. Gorbachev"), count("F. Mitterrand"), count("J. Attali")), (21, 22, 1));
    check_rewrapping(text, 7);
    let spots = [
        (0, 2, "56385bf9"),
        (1, 1, "2c3019a6"),
        (4, 1, "c211157f"),
        (12, 2, "b9aab70b"),
        (16, 1, "bf6562ef"),
        (21, 1, "5f471f3a"),
        (30, 14, "bca192c4"),
        (31, 2, "1d9e6deb"),
        (43, 1, "fe9162b2"),
        (44, 16, "05e0d288"),
    ];
    for (turn, sentence, expected) in spots {
        let found = record.sentence(turn, sentence).expect("there is one");
        assert_eq!(found.digest.to_string(), expected, "{turn}.{sentence}");
    }
    let sentences: usize = record.turns.iter().map(|turn| turn.sentences.len()).sum();
    assert_eq!((record.preamble.len(), sentences, record.afterword.len()), (2, 314, 2));
}
