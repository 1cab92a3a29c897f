"""What every house starts with: a text for each purpose in the six languages."""

from django.db import migrations

TEXTS = {
    "order": {
        "de": (
            "Auftragsbestätigung",
            "Auftragsbestätigung {number}",
            "{greeting}\n\n"
            "vielen Dank für den Auftrag. Die Auftragsbestätigung {number} über {total} netto liegt bei.\n\n"
            "Bei Fragen einfach auf diese Mail antworten oder einen von uns beiden anrufen.",
        ),
        "en": (
            "Order confirmation",
            "Order confirmation {number}",
            "{greeting}\n\n"
            "Thank you for your order. Please find enclosed our confirmation {number} for {total} net.\n\n"
            "If you have questions, reply to this mail or call either of us.",
        ),
        "fr": (
            "Confirmation de commande",
            "Confirmation de commande {number}",
            "{greeting}\n\n"
            "Merci pour votre commande. Vous trouverez ci-joint notre confirmation {number} d’un montant de {total} HT.\n\n"
            "Pour toute question, répondez à ce message ou appelez l’un de nous deux.",
        ),
        "it": (
            "Conferma d’ordine",
            "Conferma d’ordine {number}",
            "{greeting}\n\n"
            "Grazie per l’ordine. In allegato la nostra conferma {number} per {total} netti.\n\n"
            "Per domande basta rispondere a questa e-mail o chiamare uno di noi due.",
        ),
        "nl": (
            "Orderbevestiging",
            "Orderbevestiging {number}",
            "{greeting}\n\n"
            "Hartelijk dank voor uw bestelling. Bijgevoegd vindt u onze bevestiging {number} van {total} netto.\n\n"
            "Hebt u vragen, beantwoord dan deze mail of bel een van ons beiden.",
        ),
        "pl": (
            "Potwierdzenie zamówienia",
            "Potwierdzenie zamówienia {number}",
            "{greeting}\n\n"
            "Dziękujemy za zamówienie. W załączeniu przesyłamy potwierdzenie {number} na kwotę {total} netto.\n\n"
            "W razie pytań prosimy odpowiedzieć na tę wiadomość lub zadzwonić do jednej z nas dwóch osób.",
        ),
    },
    "quote": {
        "de": (
            "Angebot",
            "Angebot {number}",
            "{greeting}\n\n"
            "anbei unser Angebot {number}. Es gilt bis {valid_until}.\n\n"
            "{link}\n\n"
            "Wir freuen uns auf die Rückmeldung; Fragen beantworten wir beide gern.",
        ),
        "en": (
            "Quote",
            "Quote {number}",
            "{greeting}\n\n"
            "Please find enclosed our quote {number}. It is valid until {valid_until}.\n\n"
            "{link}\n\n"
            "We look forward to hearing from you; either of us will gladly answer questions.",
        ),
        "fr": (
            "Offre",
            "Offre {number}",
            "{greeting}\n\n"
            "Veuillez trouver ci-joint notre offre {number}, valable jusqu’au {valid_until}.\n\n"
            "{link}\n\n"
            "Dans l’attente de votre retour, nous répondons tous deux volontiers à vos questions.",
        ),
        "it": (
            "Offerta",
            "Offerta {number}",
            "{greeting}\n\n"
            "In allegato la nostra offerta {number}, valida fino al {valid_until}.\n\n"
            "{link}\n\n"
            "Restiamo in attesa di un riscontro; per domande siamo entrambi a disposizione.",
        ),
        "nl": (
            "Offerte",
            "Offerte {number}",
            "{greeting}\n\n"
            "Bijgevoegd vindt u onze offerte {number}. Zij is geldig tot {valid_until}.\n\n"
            "{link}\n\n"
            "Wij horen graag van u; vragen beantwoorden wij allebei graag.",
        ),
        "pl": (
            "Oferta",
            "Oferta {number}",
            "{greeting}\n\n"
            "W załączeniu przesyłamy ofertę {number}. Jest ważna do {valid_until}.\n\n"
            "{link}\n\n"
            "Czekamy na odpowiedź; na pytania chętnie odpowie każde z nas.",
        ),
    },
    "comparison": {
        "de": (
            "Vergleich",
            "Vergleich {number}",
            "{greeting}\n\n"
            "anbei der Vergleich der Varianten, Merkmal für Merkmal, mit unserer Empfehlung.\n\n"
            "{link}\n\n"
            "Gern gehen wir ihn gemeinsam durch.",
        ),
        "en": (
            "Comparison",
            "Comparison {number}",
            "{greeting}\n\n"
            "Please find enclosed the options side by side, with our recommendation.\n\n"
            "{link}\n\n"
            "We are happy to go through it together.",
        ),
        "fr": (
            "Comparatif",
            "Comparatif {number}",
            "{greeting}\n\n"
            "Veuillez trouver ci-joint le comparatif des variantes, avec notre recommandation.\n\n"
            "{link}\n\n"
            "Nous le parcourons volontiers ensemble.",
        ),
        "it": (
            "Confronto",
            "Confronto {number}",
            "{greeting}\n\n"
            "In allegato il confronto delle varianti, con il nostro consiglio.\n\n"
            "{link}\n\n"
            "Saremo lieti di esaminarlo insieme.",
        ),
        "nl": (
            "Vergelijking",
            "Vergelijking {number}",
            "{greeting}\n\n"
            "Bijgevoegd de varianten naast elkaar, met onze aanbeveling.\n\n"
            "{link}\n\n"
            "Wij nemen haar graag samen door.",
        ),
        "pl": (
            "Porównanie",
            "Porównanie {number}",
            "{greeting}\n\n"
            "W załączeniu porównanie wariantów wraz z naszą rekomendacją.\n\n"
            "{link}\n\n"
            "Chętnie omówimy je wspólnie.",
        ),
    },
    "contract": {
        "de": (
            "Vertrag zur Unterschrift",
            "Vertrag {number}",
            "{greeting}\n\n"
            "anbei der Vertrag {number} zur Unterschrift.\n\n"
            "{link}\n\n"
            "Fragen dazu beantworten wir beide gern.",
        ),
        "en": (
            "Contract to sign",
            "Contract {number}",
            "{greeting}\n\n"
            "Please find enclosed the contract {number} to sign.\n\n"
            "{link}\n\n"
            "Either of us will gladly answer questions.",
        ),
        "fr": (
            "Contrat à signer",
            "Contrat {number}",
            "{greeting}\n\n"
            "Veuillez trouver ci-joint le contrat {number} à signer.\n\n"
            "{link}\n\n"
            "Nous répondons tous deux volontiers à vos questions.",
        ),
        "it": (
            "Contratto da firmare",
            "Contratto {number}",
            "{greeting}\n\n"
            "In allegato il contratto {number} da firmare.\n\n"
            "{link}\n\n"
            "Per domande siamo entrambi a disposizione.",
        ),
        "nl": (
            "Contract ter ondertekening",
            "Contract {number}",
            "{greeting}\n\n"
            "Bijgevoegd het contract {number} ter ondertekening.\n\n"
            "{link}\n\n"
            "Vragen beantwoorden wij allebei graag.",
        ),
        "pl": (
            "Umowa do podpisu",
            "Umowa {number}",
            "{greeting}\n\n"
            "W załączeniu umowa {number} do podpisu.\n\n"
            "{link}\n\n"
            "Na pytania chętnie odpowie każde z nas.",
        ),
    },
    "free": {
        "de": (
            "Kurze Nachricht",
            "Nachricht von {company}",
            "{greeting}\n\n",
        ),
        "en": (
            "Short message",
            "A message from {company}",
            "{greeting}\n\n",
        ),
        "fr": (
            "Message",
            "Message de {company}",
            "{greeting}\n\n",
        ),
        "it": (
            "Messaggio",
            "Messaggio da {company}",
            "{greeting}\n\n",
        ),
        "nl": (
            "Bericht",
            "Bericht van {company}",
            "{greeting}\n\n",
        ),
        "pl": (
            "Wiadomość",
            "Wiadomość od {company}",
            "{greeting}\n\n",
        ),
    },
}


def write_texts(apps, schema_editor):
    template = apps.get_model("letters", "TextTemplate")
    template.objects.bulk_create(
        template(kind=kind, language=language, name=name, subject=subject, body=body)
        for kind, languages in TEXTS.items()
        for language, (name, subject, body) in languages.items()
    )


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]
    operations = [migrations.RunPython(write_texts, migrations.RunPython.noop)]
