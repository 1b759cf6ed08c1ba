//! Addresses in a text, as parts: never as HTML, so that nothing typed can become markup.

use linkify::{LinkFinder, LinkKind};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Text(String),
    /// An address on the web.
    Link(String),
}

/// The parts of a text, in order.
pub fn parts(text: &str) -> Vec<Part> {
    // The finder costs time, and most messages hold nothing that looks like an address.
    if !text.contains("://") {
        return vec![Part::Text(text.to_owned())];
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let part = |span: linkify::Span<'_>| match span.kind() {
        Some(_) if is_web(span.as_str()) => Part::Link(span.as_str().to_owned()),
        _ => Part::Text(span.as_str().to_owned()),
    };
    finder.spans(text).map(part).collect()
}

fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_become_links_and_nothing_else_does() {
        let link = |text: &str| parts(text).into_iter().filter(|part| matches!(part, Part::Link(_))).count();
        assert_eq!(link("see https://nice.org.uk/guidance/ng51."), 1);
        assert_eq!(link("javascript://alert(1) and 120/80 at 10:30"), 0);
        assert_eq!(parts("https://a.uk/x, then"), [Part::Link("https://a.uk/x".into()), Part::Text(", then".into())]);
    }
}
