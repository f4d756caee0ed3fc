//! ZIP, as far as workbooks need it: the list of files at the end, and files that are stored or deflated. What comes out is bounded.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// The most bytes that one file in a workbook may have.
pub(super) const MAXIMAL_PART: usize = 8 << 20;
/// The most files that a workbook may have.
const MAXIMAL_PARTS: usize = 4096;

/// A file in an archive.
struct Part {
    name: String,
    method: u16,
    is_encrypted: bool,
    size: usize,
    offset: usize,
}

/// An archive.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    parts: Vec<Part>,
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at.checked_add(2)?).map(|found| usize::from(u16::from_le_bytes([found[0], found[1]])))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let found = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes([found[0], found[1], found[2], found[3]])).ok()
}

impl<'a> Archive<'a> {
    /// Reads the list of files; what is wrong, in words, if there is none.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        // the end record has 22 bytes and a remark of up to 65,535
        let from = bytes.len().saturating_sub(22 + 65_535);
        let end = bytes[from..].windows(4).rposition(|window| window == b"PK\x05\x06").map(|at| from + at);
        let end = end.ok_or("it is no workbook: it has no list of files at its end, so that it is cut short or something else")?;
        let broken = || "its list of files is broken".to_owned();
        let count = short(bytes, end + 10).ok_or_else(broken)?;
        let mut at = long(bytes, end + 16).ok_or_else(broken)?;
        if count > MAXIMAL_PARTS {
            return Err(format!("it has {count} files in it, at most {MAXIMAL_PARTS} are read"));
        }
        let mut parts = Vec::new();
        for _ in 0..count {
            if bytes.get(at..at.saturating_add(4)) != Some(b"PK\x01\x02") {
                return Err(broken());
            }
            let field = |offset: usize| short(bytes, at + offset).ok_or_else(broken);
            let [name, extra, remark] = [field(28)?, field(30)?, field(32)?];
            let text = bytes.get(at + 46..at + 46 + name).ok_or_else(broken)?;
            parts.push(Part {
                name: String::from_utf8_lossy(text).into_owned(),
                method: u16::try_from(field(10)?).map_err(|_| broken())?,
                is_encrypted: field(8)? & 1 == 1,
                size: long(bytes, at + 20).ok_or_else(broken)?,
                offset: long(bytes, at + 42).ok_or_else(broken)?,
            });
            at += 46 + name + extra + remark;
        }
        Ok(Self { bytes, parts })
    }

    /// Whether there is a file of a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|part| part.name.eq_ignore_ascii_case(name))
    }

    /// The text of a file; what is wrong, in words, if it cannot be read.
    pub(super) fn text(&self, name: &str) -> Result<String, String> {
        let part = self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(name));
        let part = part.ok_or_else(|| format!("it is no workbook: it has no file `{name}` in it"))?;
        let broken = || format!("the file `{name}` in it is broken");
        if part.is_encrypted {
            return Err("it is encrypted".into());
        }
        if self.bytes.get(part.offset..part.offset.saturating_add(4)) != Some(b"PK\x03\x04") {
            return Err(broken());
        }
        let name_length = short(self.bytes, part.offset + 26).ok_or_else(broken)?;
        let extra = short(self.bytes, part.offset + 28).ok_or_else(broken)?;
        let start = part.offset + 30 + name_length + extra;
        let data = self.bytes.get(start..start.saturating_add(part.size)).ok_or_else(broken)?;
        let bytes = match part.method {
            0 if data.len() <= MAXIMAL_PART => data.to_vec(),
            8 => decompress_to_vec_with_limit(data, MAXIMAL_PART)
                .map_err(|_| format!("the file `{name}` in it is broken, or has more than {MAXIMAL_PART} bytes"))?,
            0 => return Err(format!("the file `{name}` in it has more than {MAXIMAL_PART} bytes")),
            other => return Err(format!("the file `{name}` in it is compressed in a way ({other}) that is not read")),
        };
        String::from_utf8(bytes).map_err(|_| format!("the file `{name}` in it is not UTF-8"))
    }
}
