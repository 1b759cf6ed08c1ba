//! Addresses in a text, as parts: never as HTML, so that nothing typed can become markup.
//!
//! Found as people paste them, and shown so that they cannot lie: where a link goes is what stands there. What could mislead
//! stays plain text: a name before the host, a backslash, a character that turns the text around.

use std::borrow::Cow;

use domain::text::{is_turning, is_unseen};

use super::punycode;

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
    let (mut parts, mut told, mut from) = (Vec::new(), 0, 0);
    while let Some(found) = text[from..].find("://") {
        let colon = from + found;
        from = colon + 3;
        let Some(start) = scheme(&text[told..colon]).map(|length| colon - length) else { continue };
        let end = from + length(&text[from..]);
        if let Some(link) = link(&text[start..from], &text[from..end]) {
            if told < start {
                parts.push(Part::Text(text[told..start].to_owned()));
            }
            parts.push(Part::Link(link));
            told = end;
        }
        from = end;
    }
    if told < text.len() || parts.is_empty() {
        parts.push(Part::Text(text[told..].to_owned()));
    }
    parts
}

/// The length of the web's scheme that a text ends with, standing for itself.
fn scheme(before: &str) -> Option<usize> {
    let word = before.len() - before.trim_end_matches(|letter: char| letter.is_alphanumeric()).len();
    let scheme = &before[before.len() - word..];
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")).then_some(word)
}

/// How far an address goes: to a space of any kind, a quotation mark, or the sentence's own punctuation.
fn length(text: &str) -> usize {
    let ends = |letter: char| {
        matches!(letter,
            '<' | '>' | '"' | '`' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}'
            | '\u{ff01}' | '\u{ff08}' | '\u{ff09}' | '\u{ff0c}' | '\u{ff0e}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}' | '\u{fffc}')
            // What turns text around ends no address: left in, it makes `link` refuse all of it, where half would look like a link.
            || (is_unseen(letter) && !is_turning(letter) && !is_of_picture(letter))
    };
    let mut address = &text[..text.find(ends).unwrap_or(text.len())];
    while let Some(last) = address.chars().next_back() {
        // Wikipedia's addresses end in brackets: one that was opened within the address belongs to it.
        let closes = |open, close| last == close && address.matches(close).count() > address.matches(open).count();
        let after = matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '~' | '|' | '\u{2026}' | '\u{2013}' | '\u{2014}')
            || closes('(', ')')
            || closes('[', ']')
            || closes('{', '}');
        if !after {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

/// Unseen, but part of an emoji or of a word: an address may hold such a word.
fn is_of_picture(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}' | '\u{fe0f}')
}

/// The link to an address, its host in the letters that are asked for on the network; nothing if it could mislead.
fn link(scheme: &str, address: &str) -> Option<String> {
    if address.contains(|letter| is_turning(letter) || letter == '\\') {
        return None;
    }
    let (host, path) = address.split_at(address.find(['/', '?', '#']).unwrap_or(address.len()));
    let (name, port) = host.split_once(':').map_or((host, ""), |(name, _)| (name, &host[name.len()..]));
    let port_fits = port.is_empty() || (port.len() > 1 && port[1..].bytes().all(|digit| digit.is_ascii_digit()));
    let labels: Vec<Cow<'_, str>> = name.split('.').map(label).collect::<Option<_>>()?;
    port_fits.then(|| format!("{scheme}{}{port}{path}", labels.join(".")))
}

/// A part of a host, in ASCII.
fn label(label: &str) -> Option<Cow<'_, str>> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if label.is_ascii() {
        return (!label.is_empty() && label.chars().all(fits)).then_some(Cow::Borrowed(label));
    }
    // Letters that look like others show as what they are: "xn--…".
    let lower = label.to_lowercase();
    let whole = lower.chars().all(|letter| fits(letter) || (letter.is_alphanumeric() && !letter.is_ascii()));
    whole.then(|| punycode::encoded(&lower).map(Cow::Owned)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let link = |part| if let Part::Link(link) = part { Some(link) } else { None };
        parts(text).into_iter().filter_map(link).collect()
    }

    #[test]
    fn web_addresses_become_links_and_nothing_else_does() {
        assert_eq!(
            parts("see https://a.uk/x, then"),
            [Part::Text("see ".into()), Part::Link("https://a.uk/x".into()), Part::Text(", then".into())]
        );
        for none in
            ["javascript://alert(1) and 120/80 at 10:30", "http://", "https:// x", "xhttps://a.uk", "://", "https://.", "https://a..uk", ""]
        {
            assert_eq!(parts(none), [Part::Text(none.into())]);
        }
    }

    #[test]
    fn links_end_where_people_see_them_end() {
        for (text, link) in [
            ("https://www.nice.org.uk/ng51\u{a0}today", "https://www.nice.org.uk/ng51"),
            ("“https://www.nhs.uk”", "https://www.nhs.uk"),
            ("‘https://www.nhs.uk’s", "https://www.nhs.uk"),
            ("(see https://www.nhs.uk/a_(b))", "https://www.nhs.uk/a_(b)"),
            ("[https://www.nhs.uk/x]", "https://www.nhs.uk/x"),
            ("<https://www.nhs.uk/x>", "https://www.nhs.uk/x"),
            ("«https://www.nhs.uk/x»", "https://www.nhs.uk/x"),
            ("Https://www.nhs.uk/x", "Https://www.nhs.uk/x"),
            ("HTTPS://WWW.NHS.UK/X?y=1&z=2#a!", "HTTPS://WWW.NHS.UK/X?y=1&z=2#a"),
            ("https://www.nhs.uk/x… and", "https://www.nhs.uk/x"),
            ("https://www.nhs.uk/x\u{200b}y", "https://www.nhs.uk/x"),
            ("https://www.nhs.uk/x。", "https://www.nhs.uk/x"),
            ("http://intranet:8080/on-call", "http://intranet:8080/on-call"),
            ("https://cs.uk/Žluťoučký", "https://cs.uk/Žluťoučký"),
            ("a https://a.uk/?u=http://b.uk/c.", "https://a.uk/?u=http://b.uk/c"),
        ] {
            assert_eq!(links(text), [link], "{text}");
        }
        assert_eq!(links("https://a.uk, https://b.uk"), ["https://a.uk", "https://b.uk"]);
    }

    #[test]
    fn a_link_goes_where_it_says() {
        for refused in [
            "https://www.nhs.uk@evil.example/x",
            "https://www.nhs.uk:pass@evil.example",
            "https://evil.example\\@www.nhs.uk",
            "https://www.nhs.uk/\u{202e}ku.live",
            "https://\u{2066}www.nhs.uk",
            "https://www.nhs.uk%2eevil.example",
            "https://www\u{2024}nhs.uk/",
            "https://nhs\u{2044}uk.example",
        ] {
            assert!(links(refused).is_empty(), "{refused}: {:?}", links(refused));
        }
        // The second letter is Cyrillic.
        assert_eq!(links("https://n\u{4bb}s.uk/x"), ["https://xn--ns-4wc.uk/x"]);
        assert_eq!(links("https://Bücher.example/ü"), ["https://xn--bcher-kva.example/ü"]);
    }
}
