use super::*;

fn mail(subject: &str) -> Mail {
    Mail {
        to: "amina.khan@northbank.nhs.example".into(),
        subject: subject.into(),
        text: "Your code is 493021.".into(),
        html: "<p>Your code is <b>493021</b>.</p>".into(),
    }
}

fn from() -> Mailbox {
    "Pando <pando@localhost>".parse().unwrap()
}

#[tokio::test]
async fn the_outbox_shows_the_newest_letter_first_and_keeps_an_eml_for_mail_programs() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual(1_700_000_000_000);
    let route = MailRoute::Outbox(folder.path().join("outbox"));
    let mailer = Mailer::open(&route, &from(), clock.clone()).unwrap();
    mailer.send(&mail("first")).await.unwrap();
    clock.advance(1);
    mailer.send(&mail("second")).await.unwrap();

    let outbox = mailer.outbox().unwrap();
    let letters = outbox.list().await.unwrap();
    assert_eq!(letters.iter().map(|letter| letter.mail.subject.as_str()).collect::<Vec<_>>(), ["second", "first"]);
    assert_eq!(outbox.find(&letters[1].name).await.unwrap().unwrap().mail, mail("first"));
    let eml = std::fs::read_to_string(folder.path().join("outbox").join(format!("{}.eml", letters[1].name))).unwrap();
    assert!(eml.contains("To: amina.khan@northbank.nhs.example") && eml.contains("493021"), "{eml}");
}

#[tokio::test]
async fn a_letter_is_found_by_its_own_name_only() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::open(&MailRoute::Outbox(folder.path().into()), &from(), Clock::manual(0)).unwrap();
    for name in ["", "..", "../secret", "1/2", "1.json", "17"] {
        assert_eq!(mailer.outbox().unwrap().find(name).await.unwrap(), None, "{name}");
    }
}

#[test]
fn a_subject_cannot_begin_another_header() {
    let eml = compose(&mail("Hello\r\nBcc: everybody@northbank.nhs.example"), &from()).unwrap().formatted();
    let eml = String::from_utf8(eml).unwrap();
    assert!(!eml.lines().any(|line| line.starts_with("Bcc")), "{eml}");
}

#[tokio::test]
async fn what_is_not_an_address_is_refused_for_good() {
    let error =
        Mailer::Smtp(SmtpMailer { transport: AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost").build(), from: from() })
            .send(&Mail { to: "not an address".into(), ..mail("x") })
            .await
            .unwrap_err();
    assert!(error.is_final());
}

#[test]
fn a_route_is_read_with_its_password_and_shown_without() {
    let route: MailRoute = "smtp://ward%40trust:p%25a:ss@mail.trust.example:2525?tls=starttls".parse().unwrap();
    let MailRoute::Smtp(smtp) = &route else { panic!("{route:?}") };
    assert_eq!(smtp.login, Some(("ward@trust".into(), "p%a:ss".into())));
    assert_eq!((smtp.host.as_str(), smtp.port, smtp.tls), ("mail.trust.example", 2525, Tls::StartTls));
    assert!(!format!("{route:?}").contains("ss"));
}

#[test]
fn a_route_that_would_give_the_password_away_is_refused() {
    assert!("smtp://user:pass@mail.trust.example?tls=none".parse::<MailRoute>().is_err());
    assert!("smtp://user:pass@localhost?tls=none".parse::<MailRoute>().is_ok());
    for wrong in ["", "outbox:", "smtp://", "smtp://host:port", "smtp://user@host", "smtp://host?tls=maybe", "http://host"] {
        assert!(wrong.parse::<MailRoute>().is_err(), "{wrong}");
    }
}

#[test]
fn markup_in_a_name_stays_words() {
    assert_eq!(escape("<b> & \"it's\""), "&lt;b&gt; &amp; &quot;it&#39;s&quot;");
}
