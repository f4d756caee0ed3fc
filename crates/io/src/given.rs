//! Files as they are given: bytes under a name, and the text that is made of them.

use detente_model::diagnostic::{FileId, Files};
use detente_model::{Diagnostic, Span};
use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

/// The largest file of another tool that is read, in bytes: such files are small, and reading multiplies their size.
pub const MAXIMAL_SIZE: usize = 4 << 20;

/// The most files of a folder that are read.
pub const MAXIMAL_FILES: usize = 256;

/// A file that is given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// Its name, for messages and for what is named after it.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Given {
    /// A file with what is in it.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }

    /// Its name without folders and ending.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// How its name ends, without the dot, in lower case.
    #[must_use]
    pub fn ending(&self) -> String {
        self.name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase()
    }
}

/// The files with their texts, in the order in which they are given: what places in diagnostics are places in.
#[must_use]
pub fn texts(given: &[Given]) -> Files {
    let mut files = Files::default();
    for file in given {
        files.add(file.name.clone(), text_of(&file.bytes).into_owned());
    }
    files
}

/// Bytes as text: UTF-8; with the mark for it UTF-16; else Windows-1252, which is what old programs wrote where they wrote Latin-1.
#[must_use]
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let wide = |read: fn([u8; 2]) -> u16| {
        let (pairs, _) = bytes[2..].as_chunks::<2>();
        char::decode_utf16(pairs.iter().map(|pair| read(*pair))).map(|found| found.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => Cow::Owned(wide(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => Cow::Owned(wide(u16::from_be_bytes)),
        _ => Cow::Owned(bytes.iter().map(|byte| windows(*byte)).collect()),
    }
}

/// A remark where the text is not UTF-8.
pub(crate) fn encoding(given: &Given, file: FileId) -> Option<Diagnostic> {
    let at = std::str::from_utf8(&given.bytes).err()?.valid_up_to();
    let wide = matches!(given.bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let (read, at) = if wide { ("UTF-16", 0) } else { ("Windows-1252", at) };
    let message = format!("the file is not UTF-8, it is read as {read}");
    // up to the first such byte the two texts are the same
    Some(Diagnostic::note("encoding", message).at(Span::new(file, at, at), "the first character that shows it"))
}

/// Refuses a file that is too large.
pub(crate) fn too_large(given: &Given) -> Option<Diagnostic> {
    let size = given.bytes.len();
    (size > MAXIMAL_SIZE).then(|| {
        Diagnostic::error("too-large", format!("`{}` has more than the {MAXIMAL_SIZE} bytes that are read", given.name))
            .help("leave out what is not needed")
    })
}

/// A file, of which no more is read than shows that it is too large.
///
/// # Errors
/// It cannot be read.
pub fn read_file(path: &Path) -> std::io::Result<Given> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAXIMAL_SIZE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Given::new(path.to_string_lossy(), bytes))
}

/// The files of a folder that end in one of `endings`, by name; folders in it are not looked into.
///
/// # Errors
/// The folder or one of the files cannot be read, or there are more than [`MAXIMAL_FILES`].
pub fn read_folder(folder: &Path, endings: &[&str]) -> std::io::Result<Vec<Given>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if endings.contains(&ending.as_str()) && path.is_file() {
            paths.push(path);
        }
    }
    if paths.len() > MAXIMAL_FILES {
        return Err(std::io::Error::other(format!("it has {} files, at most {MAXIMAL_FILES} are read", paths.len())));
    }
    paths.sort();
    paths.iter().map(|path| read_file(path)).collect()
}

/// Windows-1252; the five bytes that it leaves open are control characters, as in Latin-1.
fn windows(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•',
        '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text() {
        assert_eq!(text_of("é".as_bytes()), "é");
        assert_eq!(text_of(b"Convention\x92s \xe9\xa4"), "Convention’s é¤");
        assert_eq!(text_of(&[0xff, 0xfe, b'a', 0, 0xe9, 0]), "aé");
        assert_eq!(text_of(&[0xfe, 0xff, 0, b'a', 0xd8, 0x00]), "a\u{fffd}");
        let given = Given::new("folder.x/a.b.XML", &b"\xff"[..]);
        assert_eq!((given.stem(), given.ending().as_str()), ("a.b", "xml"));
    }
}
