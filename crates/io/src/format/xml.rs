//! XML with places, as a tree.
//!
//! Entities are the five of XML and numbers of characters; a document type definition is refused, so that nothing outside the file
//! is ever looked at and nothing in it grows.

use detente_model::diagnostic::FileId;
use detente_model::{Diagnostic, Span};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// How deep elements may nest.
const MAXIMAL_DEPTH: usize = 64;

/// An element.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Element {
    /// Its name without a prefix.
    pub(crate) name: String,
    /// Its attributes in file order.
    pub(crate) attributes: Vec<Attribute>,
    /// The elements directly in it.
    pub(crate) children: Vec<Element>,
    /// The text directly in it.
    pub(crate) text: String,
    /// Where its first tag stands.
    pub(crate) span: Span,
}

/// An attribute of an element.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Attribute {
    /// Its name.
    pub(crate) name: String,
    /// Its value.
    pub(crate) value: String,
    /// Where the value stands.
    pub(crate) span: Span,
}

impl Element {
    /// The attribute of a name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The value of an attribute; nothing where it has none.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.attribute(name).map_or("", |attribute| attribute.value.as_str())
    }

    /// The elements of a name directly in it.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element of a name directly in it.
    pub(crate) fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// The name of the outermost element, if the text begins as XML does.
pub(crate) fn root_name(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("<?") {
            rest = after.split_once("?>")?.1.trim_start();
        } else if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->")?.1.trim_start();
        } else {
            let name = rest.strip_prefix('<')?.split([' ', '\t', '\r', '\n', '>', '/']).next()?;
            return name.starts_with(char::is_alphabetic).then_some(name);
        }
    }
}

/// Reads a text: the outermost element, with warnings.
///
/// What stands behind the end of the outermost element is left out with a warning: files of other tools do have that.
///
/// # Errors
/// It is not XML: the first such fault, since nothing behind it can be trusted.
pub(crate) fn parse(text: &str, file: FileId) -> Result<(Element, Vec<Diagnostic>), Diagnostic> {
    let body = text.trim_start_matches('\u{feff}');
    let offset = text.len() - body.len();
    let mut reader = Reader::from_str(body);
    let mut open: Vec<Element> = Vec::new();
    let mut notes = Vec::new();
    loop {
        let start = offset + position(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let mut at = (offset + position(reader.error_position())).min(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                return Err(fault(Span::new(file, at, at), &error.to_string()));
            }
        };
        let end = (offset + position(reader.buffer_position())).min(text.len());
        let span = Span::new(file, start.min(end), end);
        let closed = match event {
            Event::Start(tag) => {
                let element = element(&tag, span)?;
                if open.len() >= MAXIMAL_DEPTH {
                    let message = format!("more than {MAXIMAL_DEPTH} elements in one another");
                    return Err(Diagnostic::error("too-deep", message).at(span, ""));
                }
                open.push(element);
                None
            }
            Event::Empty(tag) => Some(element(&tag, span)?),
            Event::End(_) => open.pop(),
            Event::Text(found) => {
                add(&mut open, &found, span)?;
                None
            }
            Event::CData(found) => {
                add(&mut open, &found, span)?;
                None
            }
            Event::GeneralRef(found) => {
                let written = format!("&{};", &*found);
                let meant = quick_xml::escape::unescape(&written).map_err(|error| fault(span, &error.to_string()))?;
                add(&mut open, &meant, span)?;
                None
            }
            Event::DocType(_) => {
                let message = "found a document type definition, which is not read";
                return Err(Diagnostic::error("doctype", message).at(span, "").help("take it out: nothing here needs one"));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => None,
            Event::Eof => {
                return Err(match open.last() {
                    Some(element) => fault(element.span, &format!("the file ends within `<{}>`", element.name)),
                    None => fault(Span::new(file, text.len(), text.len()), "the file has no element"),
                });
            }
        };
        let Some(closed) = closed else { continue };
        match open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None => {
                let rest = text.get(end..).unwrap_or_default();
                let at = end + (rest.len() - rest.trim_start().len());
                if at < text.len() && !rest.trim_start().starts_with("<!--") {
                    let message = format!("what stands behind `</{}>`, the end, is not read", closed.name);
                    notes.push(Diagnostic::warning("after-the-end", message).at(Span::new(file, at, text.trim_end().len()), ""));
                }
                return Ok((closed, notes));
            }
        }
    }
}

fn position(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

fn fault(span: Span, message: &str) -> Diagnostic {
    Diagnostic::error("xml", message).at(span, "")
}

/// Adds text to the innermost element that is open.
fn add(open: &mut [Element], text: &str, span: Span) -> Result<(), Diagnostic> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(fault(span, "found text before the first element, expected `<`")),
    }
    Ok(())
}

fn element(tag: &BytesStart<'_>, span: Span) -> Result<Element, Diagnostic> {
    let content: &str = tag;
    let name = tag.local_name().as_ref().to_owned();
    let mut attributes: Vec<Attribute> = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| fault(span, &error.to_string()))?;
        // values stand in the tag, behind its `<`
        let within = (attribute.value.as_ptr() as usize).checked_sub(content.as_ptr() as usize);
        let place = within.filter(|within| within + attribute.value.len() <= content.len()).map_or(span, |within| {
            let start = span.start + 1 + within;
            Span::new(span.file, start, start + attribute.value.len())
        });
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| fault(place, &error.to_string()))?.into_owned();
        attributes.push(Attribute { name: attribute.key.local_name().as_ref().to_owned(), value, span: place });
    }
    Ok(Element { name, attributes, children: Vec::new(), text: String::new(), span })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Element, Vec<Diagnostic>), Diagnostic> {
        parse(text, FileId(0))
    }

    #[test]
    fn elements_have_their_places() {
        let text = "\u{feff}\n<!-- é -->\n<?xml version=\"1.0\"?>\n<a b='1 &amp; 2'>x<c d=\"&#233;\"/>&lt;y<![CDATA[<z>]]></a>\n";
        assert_eq!(root_name(text), Some("a"));
        let (root, notes) = read(text).unwrap();
        assert!(notes.is_empty(), "{notes:?}");
        assert_eq!((root.name.as_str(), root.value("b"), root.text.as_str()), ("a", "1 & 2", "x<y<z>"));
        let place = |span: Span| &text[span.start..span.end];
        assert_eq!(place(root.span), "<a b='1 &amp; 2'>");
        assert_eq!(place(root.attributes[0].span), "1 &amp; 2");
        assert_eq!(root.first("c").map(|child| (child.value("d"), place(child.attributes[0].span))), Some(("é", "&#233;")));
    }

    #[test]
    fn what_follows_the_end_is_left_out() {
        let (root, notes) = read("<a><b/></a>\n<c>1</c>\n</a>\n").unwrap();
        assert_eq!(root.children.len(), 1);
        assert_eq!((notes[0].code, notes[0].labels[0].span.start), ("after-the-end", 12));
        assert!(read("<a/><!-- the end -->").unwrap().1.is_empty());
    }

    #[test]
    fn faults_say_where() {
        let laughs = r#"<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>"#;
        for (text, code, at) in [
            ("", "xml", 0),
            ("x", "xml", 0),
            ("<a>", "xml", 0),
            ("<a><b></a>", "xml", 6),
            ("<a>&b;</a>", "xml", 3),
            ("<a b=\"&c;\"/>", "xml", 6),
            ("<a b=1/>", "xml", 0),
            ("<a b='1' b='2'/>", "xml", 0),
            (laughs, "doctype", 0),
        ] {
            let fault = read(text).unwrap_err();
            assert_eq!((fault.code, fault.labels[0].span.start), (code, at), "{text}: {}", fault.message);
        }
        assert_eq!(read(&"<a>".repeat(100_000)).unwrap_err().code, "too-deep");
    }
}
