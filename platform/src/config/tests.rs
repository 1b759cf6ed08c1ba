use std::ffi::OsString;

use clap::Parser;

use super::*;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    _command: Verb,
    #[command(flatten)]
    config: Config,
}

#[derive(clap::Subcommand)]
enum Verb {
    Serve,
}

fn read_with(file: &str, flags: &[&str]) -> Result<(Config, Vec<Setting>), String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pando.conf");
    std::fs::write(&path, file).unwrap();
    let mut args: Vec<OsString> = vec!["server".into(), "serve".into(), "--conf".into(), path.into()];
    args.extend(flags.iter().map(OsString::from));
    read::<Cli>(args).map(|(cli, settings)| (cli.config, settings)).map_err(|error| error.to_string())
}

fn shown<'s>(settings: &'s [Setting], key: &str) -> (&'s str, Source) {
    let setting = settings.iter().find(|setting| setting.key == key).unwrap();
    (&setting.value, setting.from)
}

#[test]
fn a_flag_beats_the_file_and_the_file_beats_the_default() {
    let (config, settings) =
        read_with("listen = 127.0.0.1:4000\nstop-seconds = 7\n# a comment\n", &["--listen", "127.0.0.1:5000"]).unwrap();
    assert_eq!((config.listen.port(), config.stop_seconds, config.max_connections), (5000, 7, 20_000));
    assert_eq!(shown(&settings, "listen"), ("127.0.0.1:5000", Source::Flag));
    assert_eq!(shown(&settings, "stop_seconds"), ("7", Source::File));
    assert_eq!(shown(&settings, "max_connections"), ("20000", Source::Default));
}

#[test]
fn everything_kept_follows_the_data_folder_unless_told_otherwise() {
    let (config, settings) = read_with("data_dir = /var/lib/pando\nblobs = /srv/blobs\n", &[]).unwrap();
    assert_eq!(config.database, "sqlite:/var/lib/pando/pando.db");
    assert_eq!(config.mail, MailRoute::Outbox("/var/lib/pando/outbox".into()));
    assert_eq!(config.secret_file, PathBuf::from("/var/lib/pando/secret.key"));
    assert_eq!((config.blobs, config.audit_heads), (BlobRoute::Folder("/srv/blobs".into()), PathBuf::from("/var/lib/pando/audit")));
    assert_eq!(shown(&settings, "database").1, Source::Default);
}

#[test]
fn the_public_address_follows_the_listening_one() {
    let plain = read_with("listen = 127.0.0.1:4000\n", &[]).unwrap().0;
    assert_eq!((plain.public_url.as_str(), plain.is_public_tls()), ("http://127.0.0.1:4000", false));
    let tls = read_with("tls_cert = a.pem\ntls_key = b.pem\n", &["--public-url", "https://Pando.Trust.example/"]).unwrap().0;
    assert_eq!((tls.public_url.as_str(), tls.is_public_tls()), ("https://pando.trust.example", true));
}

#[test]
fn an_unknown_or_doubled_key_is_an_error_that_names_its_line() {
    for (file, wanted) in [
        ("\nlisten_on = 1\n", "line 2: there is no setting `listen_on`"),
        ("conf = other\n", "no setting `conf`"),
        ("listen = 127.0.0.1:1\nlisten = 127.0.0.1:2\n", "line 2: `listen` is set twice"),
        ("listen\n", "line 1: write key = value"),
        ("listen = everywhere\n", "everywhere"),
        ("tls_cert = a.pem\n", "tls-key"),
        ("database = mysql://x\n", "sqlite:FILE"),
        ("blobs = s3://host/bucket\n", "key:secret@"),
    ] {
        let Err(words) = read_with(file, &[]) else { panic!("{file} was taken") };
        assert!(words.contains(wanted), "{words}");
    }
}

#[test]
fn no_password_is_shown() {
    let file = "database = postgres://pando:s3cret@db/pando?password=s3cret&sslmode=require\nmail = smtp://u:s3cret@host\n\
                nats = nats://u:s3cret@one,nats://u:s3cret@two:4333\nblobs = s3://AKIA:s3cret/@s3.trust.example/pando?region=eu-west-2\n";
    let (config, settings) = read_with(file, &[]).unwrap();
    assert_eq!(shown(&settings, "nats").0, "nats://u:•••@two:4333");
    assert_eq!(config.nats.map(|route| route.places()).as_deref(), Some("one:4222, two:4333"));
    assert_eq!(shown(&settings, "blobs").0, "s3://AKIA:•••@s3.trust.example/pando?region=eu-west-2");
    assert_eq!(format!("{:?}", config.blobs), "https://s3.trust.example/pando");
    assert_eq!(shown(&settings, "database").0, "postgres://pando:•••@db/pando?password=•••&sslmode=require");
    assert_eq!(shown(&settings, "mail").0, "smtp://u:•••@host");
    assert!(!format!("{settings:?}").contains("s3cret"));
    let (_, settings) = read_with("nats = nats://s3cret@one,nats://s3cret@two:4333\n", &[]).unwrap();
    assert_eq!(shown(&settings, "nats").0, "nats://•••@two:4333", "a token stands where a user would");
}

#[test]
fn every_setting_has_a_doc_line_and_a_variable() {
    let (_, settings) = read_with("", &[]).unwrap();
    assert!(settings.len() > 10);
    for setting in settings {
        assert!(!setting.doc.is_empty() && setting.variable == format!("PANDO_{}", setting.key.to_uppercase()), "{setting:?}");
    }
}
