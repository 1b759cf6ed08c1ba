//! How flags, environment, file and defaults are laid over each other.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command, Error, Parser};

/// Stands for a default that is made from other settings; always replaced before the settings are read.
pub(super) const DERIVED: &str = "(derived)";

/// One setting, as the `config` command prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its key in the file.
    pub key: String,
    /// Its variable in the environment.
    pub variable: String,
    /// What it is for.
    pub doc: String,
    /// Its value, with any password masked; empty when it has none.
    pub value: String,
    /// Where the value came from.
    pub from: Source,
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The command line.
    Flag,
    /// The environment.
    Environment,
    /// The file of settings.
    File,
    /// Nobody said anything.
    Default,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::File => "file",
            Self::Default => "default",
        })
    }
}

/// Reads the command line `C` (which flattens [`Config`](super::Config)) with all its layers, and lists every setting.
///
/// # Errors
/// In clap's words, for `Error::exit`.
pub fn read<C: Parser>(args: impl IntoIterator<Item = OsString>) -> Result<(C, Vec<Setting>), Error> {
    let args: Vec<OsString> = args.into_iter().collect();
    // First without the file, to learn which file; `DERIVED` need not be valid yet, so no value is checked.
    let named = unchecked(C::command()).try_get_matches_from(&args)?;
    let file = file_of(&named)?;
    let from_file = |command: Command| file.iter().fold(command, |command, (key, value)| with_default(command, key, value));
    let known = unchecked(from_file(C::command())).try_get_matches_from(&args)?;
    let mut command = C::command();
    for (key, value) in derived(&known) {
        command = with_default(command, key, &value);
    }
    // After those that follow from others: what the file says counts more.
    command = from_file(command);
    let matches = command.clone().try_get_matches_from(&args)?;
    // clap's own `requires` looks at flags and the environment only.
    if matches.contains_id("tls_cert") != matches.contains_id("tls_key") {
        return Err(wrong("tls-cert and tls-key belong together: set both or none\n".into()));
    }
    let settings = list(&command, &matches, &file);
    Ok((C::from_arg_matches(&matches)?, settings))
}

/// The command with every value taken as it is.
fn unchecked(command: Command) -> Command {
    let plain = |arg: clap::Arg| if arg.get_action().takes_values() { arg.value_parser(clap::value_parser!(OsString)) } else { arg };
    command.mut_args(plain)
}

fn with_default(command: Command, key: &str, value: &str) -> Command {
    let value = value.to_owned();
    command.mut_arg(key, |arg| arg.default_value(value))
}

/// The defaults that follow other settings.
fn derived(known: &ArgMatches) -> [(&'static str, String); 6] {
    let listen = text(known, "listen");
    let scheme = if known.contains_id("tls_cert") { "https" } else { "http" };
    let data = PathBuf::from(text(known, "data_dir"));
    let within = |name: &str| data.join(name).display().to_string();
    [
        ("public_url", format!("{scheme}://{listen}")),
        ("database", format!("sqlite:{}", within("pando.db"))),
        ("secret_file", within("secret.key")),
        ("blobs", within("blobs")),
        ("audit_heads", within("audit")),
        ("mail", format!("outbox:{}", within("outbox"))),
    ]
}

fn text(matches: &ArgMatches, key: &str) -> String {
    let values = matches.get_raw(key).into_iter().flatten();
    values.map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(",")
}

fn file_of(named: &ArgMatches) -> Result<BTreeMap<String, String>, Error> {
    let path = PathBuf::from(text(named, "conf"));
    match std::fs::read_to_string(&path) {
        Ok(content) => parse(&path, &content),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.value_source("conf") == Some(ValueSource::DefaultValue) => {
            Ok(BTreeMap::new())
        }
        Err(error) => Err(wrong(format!("{} cannot be read: {error}\n", path.display()))),
    }
}

fn parse(path: &Path, content: &str) -> Result<BTreeMap<String, String>, Error> {
    let mut settings = BTreeMap::new();
    for (at, line) in content.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("{}, line {}", path.display(), at + 1);
        let Some((key, value)) = line.split_once('=') else {
            return Err(wrong(format!("{place}: write key = value\n")));
        };
        let key = key.trim().replace('-', "_");
        if key == "conf" || !keys().contains(&key) {
            return Err(wrong(format!("{place}: there is no setting `{key}`; `server config` lists them all\n")));
        }
        if settings.insert(key.clone(), value.trim().to_owned()).is_some() {
            return Err(wrong(format!("{place}: `{key}` is set twice\n")));
        }
    }
    Ok(settings)
}

fn keys() -> Vec<String> {
    <super::Config as clap::Args>::augment_args(Command::new("")).get_arguments().map(|arg| arg.get_id().to_string()).collect()
}

fn wrong(words: String) -> Error {
    Error::raw(ErrorKind::InvalidValue, words)
}

fn list(command: &Command, matches: &ArgMatches, file: &BTreeMap<String, String>) -> Vec<Setting> {
    let keys = keys();
    let ours = command.get_arguments().filter(|arg| keys.iter().any(|key| key == arg.get_id().as_str()));
    ours.map(|arg| {
        let key = arg.get_id().as_str();
        let value = text(matches, key);
        Setting {
            key: key.to_owned(),
            variable: arg.get_env().unwrap_or_default().to_string_lossy().into_owned(),
            doc: arg.get_help().map(ToString::to_string).unwrap_or_default(),
            value: if arg.is_hide_env_values_set() { masked(&value) } else { value },
            from: match matches.value_source(key) {
                Some(ValueSource::CommandLine) => Source::Flag,
                Some(ValueSource::EnvVariable) => Source::Environment,
                _ if file.contains_key(key) => Source::File,
                _ => Source::Default,
            },
        }
    })
    .collect()
}

/// The value without its password: `scheme://user:•••@host`, and `password=•••` in a query. NATS takes a token in the user's place.
fn masked(value: &str) -> String {
    let (address, query) = value.split_once('?').unwrap_or((value, ""));
    let mut shown = match (address.find("://"), address.rfind('@')) {
        (Some(start), Some(end)) if start < end => {
            let (who, is_nats) = (&address[start + 3..end], address.starts_with("nats://") || address.starts_with("tls://"));
            // Several places may follow each other, each with its own.
            match who.split('@').next().and_then(|first| first.find(':')) {
                Some(colon) => format!("{}:•••{}", &address[..start + 3 + colon], &address[end..]),
                None if is_nats => format!("{}•••{}", &address[..start + 3], &address[end..]),
                None => address.to_owned(),
            }
        }
        _ => address.to_owned(),
    };
    for (at, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        let pair = if pair.starts_with("password=") { "password=•••" } else { pair };
        shown.push(if at == 0 { '?' } else { '&' });
        shown.push_str(pair);
    }
    shown
}
