"""The words of papers in the six languages that we write to customers: one line per word, no gaps (tested)."""

from __future__ import annotations

LANGUAGES = ("de", "en", "fr", "it", "nl", "pl")
# Tables of words, one per part of the house; each line as LANGUAGES.
Words = dict[str, tuple[str, str, str, str, str, str]]

FRAME: Words = {
    "page": ("Seite", "Page", "Page", "Pagina", "Pagina", "Strona"),
    "of": ("von", "of", "sur", "di", "van", "z"),
    "contacts": (
        "Ihre beiden Ansprechpartner", "Your two contacts", "Vos deux interlocuteurs",
        "I vostri due referenti", "Uw twee contactpersonen", "Państwa dwie osoby kontaktowe",
    ),
    "inside": ("Innendienst", "Inside sales", "Service commercial", "Ufficio vendite", "Binnendienst", "Biuro sprzedaży"),
    "field": (
        "Außendienst", "Field sales", "Technico-commercial", "Vendite esterne", "Buitendienst", "Przedstawiciel handlowy",
    ),
    "date": ("Datum", "Date", "Date", "Data", "Datum", "Data"),
    "customer_number": ("Kundennummer", "Customer no.", "N° client", "N. cliente", "Klantnummer", "Nr klienta"),
    "reference": (
        "Ihr Zeichen", "Your reference", "Votre référence", "Vostro riferimento", "Uw referentie", "Państwa numer",
    ),
    "your_vat_id": ("Ihre USt-IdNr.", "Your VAT no.", "Votre n° TVA", "Vs. partita IVA", "Uw btw-nr.", "Państwa NIP UE"),
    "vat_id": ("USt-IdNr.", "VAT no.", "N° TVA", "Partita IVA", "Btw-nr.", "NIP UE"),
    "greeting": ("Guten Tag {name},", "Hello {name},", "Bonjour {name},", "Buongiorno {name},", "Goedendag {name},", "Dzień dobry {name},"),
    "greeting_all": ("Guten Tag,", "Hello,", "Bonjour,", "Buongiorno,", "Goedendag,", "Dzień dobry,"),
    "regards": (
        "Freundliche Grüße", "Kind regards", "Cordialement", "Cordiali saluti", "Met vriendelijke groet", "Z poważaniem",
    ),
}  # fmt: skip
LINES: Words = {
    "position": ("Pos.", "No.", "Pos.", "Pos.", "Pos.", "Poz."),
    "description": ("Bezeichnung", "Description", "Désignation", "Descrizione", "Omschrijving", "Opis"),
    "quantity": ("Menge", "Quantity", "Quantité", "Quantità", "Aantal", "Ilość"),
    "unit_price": ("Einzelpreis", "Unit price", "Prix unitaire", "Prezzo unitario", "Stukprijs", "Cena jedn."),
    "discount": ("Rabatt", "Discount", "Remise", "Sconto", "Korting", "Rabat"),
    "net": ("Netto", "Net", "Net", "Netto", "Netto", "Netto"),
    "net_total": ("Summe netto", "Net total", "Total net", "Totale netto", "Totaal netto", "Razem netto"),
    "tax": ("zzgl. {rate} USt. auf {base}", "plus {rate} VAT on {base}", "TVA {rate} sur {base}", "IVA {rate} su {base}", "btw {rate} over {base}", "VAT {rate} od {base}"),
    "gross_total": ("Gesamtbetrag", "Total", "Total TTC", "Totale", "Totaal", "Razem brutto"),
    "lines_total": ("Zwischensumme", "Subtotal", "Sous-total", "Subtotale", "Subtotaal", "Suma częściowa"),
    "reverse_charge": (
        "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).", "Reverse charge: the recipient owes the VAT.",
        "Autoliquidation : la TVA est due par le preneur.", "Inversione contabile: l’IVA è dovuta dal destinatario.",
        "Btw verlegd naar de afnemer.", "Odwrotne obciążenie: VAT rozlicza nabywca.",
    ),
    "export": (
        "Steuerfreie Ausfuhrlieferung.", "Export, free of VAT.", "Exportation exonérée de TVA.",
        "Esportazione non imponibile IVA.", "Uitvoer, vrij van btw.", "Eksport zwolniony z VAT.",
    ),
    "plus_tax": (
        "Alle Beträge netto, zuzüglich gesetzlicher Umsatzsteuer.", "All amounts are net; VAT is added as the law requires.",
        "Montants hors taxes, TVA légale en sus.", "Importi al netto di IVA di legge.",
        "Alle bedragen zijn exclusief wettelijke btw.", "Kwoty netto, powiększone o należny VAT.",
    ),
    "pc": ("Stk.", "pc", "pce", "pz", "st.", "szt."),
    "m": ("m", "m", "m", "m", "m", "m"),
    "h": ("Std.", "h", "h", "h", "u", "godz."),
    "set": ("Satz", "set", "jeu", "set", "set", "kpl."),
    "terms": ("Bedingungen", "Terms", "Conditions", "Condizioni", "Voorwaarden", "Warunki"),
    "payment": (
        "Zahlbar innerhalb von {days} Tagen ohne Abzug.", "Payable within {days} days without deduction.",
        "Payable sous {days} jours, sans escompte.", "Pagamento entro {days} giorni senza detrazioni.",
        "Te betalen binnen {days} dagen zonder aftrek.", "Płatne w ciągu {days} dni bez potrąceń.",
    ),
    "payment_now": (
        "Zahlbar sofort ohne Abzug.", "Payable at once without deduction.", "Payable à réception, sans escompte.",
        "Pagamento immediato senza detrazioni.", "Direct te betalen zonder aftrek.", "Płatne natychmiast bez potrąceń.",
    ),
}  # fmt: skip
ORDER: Words = {
    "confirmation": (
        "Auftragsbestätigung", "Order confirmation", "Confirmation de commande", "Conferma d’ordine",
        "Orderbevestiging", "Potwierdzenie zamówienia",
    ),
    "ordered_on": ("Bestellt am", "Ordered on", "Commandé le", "Ordinato il", "Besteld op", "Zamówiono"),
    "wanted_on": ("Wunschtermin", "Wanted on", "Date souhaitée", "Data richiesta", "Gewenste datum", "Termin życzony"),
    "confirmed_on": ("Bestätigt am", "Confirmed on", "Confirmé le", "Confermato il", "Bevestigd op", "Potwierdzono"),
    "confirmation_intro": (
        "vielen Dank für den Auftrag. Er ist zu diesen Preisen bestätigt:",
        "Thank you for the order. It is confirmed at these prices:",
        "Merci pour votre commande. Elle est confirmée aux prix suivants :",
        "Grazie per l’ordine. È confermato ai prezzi seguenti:",
        "Hartelijk dank voor de bestelling. Zij is bevestigd tegen deze prijzen:",
        "Dziękujemy za zamówienie. Potwierdzamy je w następujących cenach:",
    ),
    "confirmation_close": (
        "Fragen beantworten wir beide, wer gerade erreichbar ist.",
        "Either of us will gladly answer questions, whoever can be reached first.",
        "Chacun de nous deux répond volontiers à vos questions.",
        "Per domande siamo entrambi a disposizione.",
        "Vragen beantwoorden wij allebei graag, wie er maar bereikbaar is.",
        "Na pytania chętnie odpowie każde z nas.",
    ),
}  # fmt: skip
QUOTE: Words = {
    "quote": ("Angebot", "Quote", "Offre", "Offerta", "Offerte", "Oferta"),
    "quote_intro": (
        "vielen Dank für die Anfrage. Gern bieten wir an:", "Thank you for your enquiry. We are pleased to offer:",
        "Merci pour votre demande. Nous vous proposons :", "Grazie per la richiesta. Offriamo volentieri:",
        "Hartelijk dank voor de aanvraag. Graag bieden wij aan:", "Dziękujemy za zapytanie. Oferujemy:",
    ),
    "version": ("Fassung", "Version", "Version", "Versione", "Versie", "Wersja"),
    "valid_until": ("Gültig bis", "Valid until", "Valable jusqu’au", "Valida fino al", "Geldig tot", "Ważna do"),
    "option": ("Variante", "Option", "Variante", "Variante", "Variant", "Wariant"),
    "recommended": ("empfohlen", "recommended", "recommandé", "consigliato", "aanbevolen", "zalecany"),
    "optional": (
        "auf Wunsch, nicht in der Summe", "optional, not in the total", "en option, hors total",
        "facoltativo, non nel totale", "optioneel, niet in het totaal", "opcjonalnie, poza sumą",
    ),
    "delivery": ("Lieferung", "Delivery", "Livraison", "Consegna", "Levering", "Dostawa"),
    "payment_terms": ("Zahlung", "Payment", "Paiement", "Pagamento", "Betaling", "Płatność"),
    "choose_one": (
        "Bitte wählen Sie eine der Varianten; sie schließen einander aus.", "Please choose one of the options; they exclude each other.",
        "Choisissez une des variantes ; elles s’excluent.", "Scegliere una delle varianti; si escludono a vicenda.",
        "Kies een van de varianten; zij sluiten elkaar uit.", "Prosimy wybrać jeden z wariantów; wykluczają się nawzajem.",
    ),
    "accept_hint": (
        "So wird das Angebot angenommen", "How to accept this quote", "Pour accepter cette offre",
        "Come accettare l’offerta", "Zo neemt u de offerte aan", "Jak przyjąć ofertę",
    ),
    "accept_how": (
        "Mit einer Antwort an eine der beiden oben genannten Personen oder über das Kundenportal, unter Angabe von {number}.",
        "Reply to either of the two people named above, or use the customer portal, quoting {number}.",
        "Répondez à l’une des deux personnes ci-dessus ou utilisez l’espace client, en indiquant {number}.",
        "Rispondere a una delle due persone indicate sopra o usare il portale clienti, indicando {number}.",
        "Antwoord aan een van de twee personen hierboven of gebruik het klantenportaal, met vermelding van {number}.",
        "Odpowiedź do jednej z dwóch osób wymienionych powyżej lub przez portal klienta, podając {number}.",
    ),
    "comparison": ("Vergleich", "Comparison", "Comparatif", "Confronto", "Vergelijking", "Porównanie"),
    "attribute": ("Merkmal", "Attribute", "Critère", "Caratteristica", "Kenmerk", "Cecha"),
    "recommendation": (
        "Unsere Empfehlung: {name}", "Our recommendation: {name}", "Notre recommandation : {name}",
        "Il nostro consiglio: {name}", "Onze aanbeveling: {name}", "Nasza rekomendacja: {name}",
    ),
    "marked": (
        "Farbig hinterlegt ist, worin sie sich unterscheiden.", "What differs is set on colour.",
        "Les différences sont surlignées.", "Le differenze sono evidenziate.",
        "Verschillen zijn gekleurd.", "Różnice są wyróżnione kolorem.",
    ),
    "source": ("Quelle: {source}, Stand {day}", "Source: {source}, as of {day}", "Source : {source}, état au {day}", "Fonte: {source}, al {day}", "Bron: {source}, stand {day}", "Źródło: {source}, stan na {day}"),
}  # fmt: skip
CONTRACT: Words = {
    "contract": ("Vertrag", "Contract", "Contrat", "Contratto", "Contract", "Umowa"),
    "amendment": ("Nachtrag", "Amendment", "Avenant", "Addendum", "Addendum", "Aneks"),
    "between": ("Zwischen", "Between", "Entre", "Tra", "Tussen", "Pomiędzy"),
    "and": ("und", "and", "et", "e", "en", "a"),
    "term": ("Laufzeit", "Term", "Durée", "Durata", "Looptijd", "Okres"),
    "starts_on": ("Beginn", "Starts on", "Début", "Inizio", "Begin", "Początek"),
    "ends_on": ("Ende", "Ends on", "Fin", "Fine", "Einde", "Koniec"),
    "open_end": ("unbefristet", "open-ended", "durée indéterminée", "a tempo indeterminato", "onbepaalde tijd", "bezterminowo"),
    "notice": ("Kündigungsfrist", "Notice period", "Préavis", "Preavviso", "Opzegtermijn", "Okres wypowiedzenia"),
    "days": ("{count} Tage", "{count} days", "{count} jours", "{count} giorni", "{count} dagen", "{count} dni"),
    "renewal": ("Verlängerung", "Renewal", "Reconduction", "Rinnovo", "Verlenging", "Przedłużenie"),
    "renews": (
        "jeweils um {count} Monate, wenn niemand kündigt", "by {count} months each time unless notice is given",
        "par périodes de {count} mois, sauf résiliation", "di {count} mesi alla volta, salvo disdetta",
        "telkens met {count} maanden, tenzij wordt opgezegd", "każdorazowo o {count} miesięcy, o ile nie nastąpi wypowiedzenie",
    ),
    "renews_not": ("keine", "none", "aucune", "nessuno", "geen", "brak"),
    "place_and_date": ("Ort, Datum, Unterschrift", "Place, date, signature", "Lieu, date, signature", "Luogo, data, firma", "Plaats, datum, handtekening", "Miejscowość, data, podpis"),
    "certificate": ("Unterschriften", "Signatures", "Signatures", "Firme", "Handtekeningen", "Podpisy"),
    "signed_for_customer": ("Für den Kunden", "For the customer", "Pour le client", "Per il cliente", "Voor de klant", "W imieniu klienta"),
    "signed_for_us": ("Für {company}", "For {company}", "Pour {company}", "Per {company}", "Voor {company}", "W imieniu {company}"),
    "consent": ("Erklärung", "Consent", "Consentement", "Dichiarazione", "Verklaring", "Oświadczenie"),
    "signed_at": ("Zeitpunkt", "Time", "Date et heure", "Data e ora", "Tijdstip", "Czas"),
    "address": ("Netzadresse", "Network address", "Adresse réseau", "Indirizzo di rete", "Netwerkadres", "Adres sieciowy"),
    "by": ("Unterzeichnet von", "Signed by", "Signé par", "Firmato da", "Ondertekend door", "Podpisał(a)"),
    "document_hash": (
        "SHA-256 des unterzeichneten Dokuments", "SHA-256 of the document signed", "SHA-256 du document signé",
        "SHA-256 del documento firmato", "SHA-256 van het ondertekende document", "SHA-256 podpisanego dokumentu",
    ),
    "signed_copy": ("unterzeichnet", "signed", "signé", "firmato", "ondertekend", "podpisana"),
    "sealed": (
        "Dieses Dokument trägt ein elektronisches Siegel (PAdES).", "This document bears an electronic seal (PAdES).",
        "Ce document porte un cachet électronique (PAdES).", "Questo documento reca un sigillo elettronico (PAdES).",
        "Dit document draagt een elektronisch zegel (PAdES).", "Dokument opatrzono pieczęcią elektroniczną (PAdES).",
    ),
    "not_sealed": (
        "Dieses Dokument trägt kein elektronisches Siegel; es gilt, was auf dieser Seite aufgezeichnet ist.",
        "This document bears no electronic seal; what holds is what this page records.",
        "Ce document ne porte pas de cachet électronique ; seules valent les indications de cette page.",
        "Questo documento non reca un sigillo elettronico; vale quanto annotato in questa pagina.",
        "Dit document draagt geen elektronisch zegel; wat geldt is wat op deze pagina is vastgelegd.",
        "Dokument nie ma pieczęci elektronicznej; wiążące są zapisy na tej stronie.",
    ),
}  # fmt: skip
UNITS = ("pc", "m", "h", "set")
WORDS: Words = FRAME | LINES | ORDER | QUOTE | CONTRACT


def say(key: str, language: str, **values: object) -> str:
    """A word of a paper with what belongs into it; English for languages that we do not write."""
    row = WORDS[key]
    text = row[LANGUAGES.index(language if language in LANGUAGES else "en")]
    return text.format(**values) if values else text


def unit(key: str, language: str) -> str:
    """A unit of quantity; one that we have no word for stays as it was entered."""
    return say(key, language) if key in UNITS else key


def unit_key(typed: str, language: str) -> str:
    """What is stored for a unit as people type it: Stk. → pc; one that we have no word for stays as it was typed."""
    text, word = typed.strip(), typed.strip().casefold().removesuffix(".")
    return next((key for key in UNITS if word in (key, unit(key, language).casefold().removesuffix("."))), text)
