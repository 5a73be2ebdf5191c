"""What no neighbour does with money: a card, a code, cash, a signature for somebody, a loan."""

from __future__ import annotations

from mutualaid.domain.spotting import Phrases

_REFUSED = Phrases(
    wanted="""
=carte|=cb|cartes|carte bleue|bancaire|banquaire|bleu|credit|visa|paiement|retrait
ma|sa|=cb|avec|la|prendre =cb
payer|paye|regler|achat|acheter|achats|courses|retirer avec|par|sur ma|=carte|=cb
prendre|prendra|prenez|donner|donne|donnerai|preter|prete|confier|laisser|laisse ma|
=carte carte|bancaire|=cb
ma carte et le|mon|code
code|codes confidentiel|secret|bancaire|bancaires|carte|=cb
code de|du|dans ma|la|mon carte|banque|compte|=cb|livret
mon|mes code|codes de banque|carte|compte|retrait
digicode|numero|numeros de|du ma|la carte|=cb
procuration|procurration|procurations
signer|signe|signez a ma|=sa place
signer|signe|signez pour moi
preter|prete|pretez|pret|preterait|emprunter|emprunt|avancer|avance|avancez|depanner de|=d|=un|
moi|quelques argent|euros|sous
pret|avance|emprunt|depannage =de|=d argent
preter|prete|pretez|avancer|avance|avancez|emprunter|depanner =me|=moi|=m|=de|=nous|=un|=une|
# euro|euros|billet|argent|sous|#
preter|prete|pretez|avancer|avancez un peu d|de argent|sous
avancer|avance|avancez le|mon|les|mes loyer|courses|facture
besoin|manque|faut|donner|donnez|donne =d|=de|=un|=une|=peu|=moi|=me|=quelques argent|euros|
sous|liquide|especes
# euros avant|jusqu|pour|rembourse|fin
retirer|retire|retrait|sortir|tirer =de|=des|=l|=du|=mon|=en argent|liquide|especes|euros|
billets|=sous
retirer|retire|sortir # euros
retrait|retirer|retire au|a distributeur|banque|guichet
distributeur retirer|pour|argent|avec argent|moi|carte
argent|liquide|especes liquide|distributeur|=cash
cash
virement|virements
western union
mandat =cash
caution|garant|porter pour|mon|caution|garante loyer|appartement|logement|garant
payer|regler|paye mon|ma|mes loyer|facture|dette|dettes
aide financiere
bank|credit|debit card
my card and|number|code|pin
=pin code|number
withdraw money|cash|euros
power of attorney
lend|loan|borrow|lending =me|=some|=a|=of money|euros|=cash|=50|=20|=100
loan
withdraw|take out|=some|=my|money|from money|euros|bank|atm|cash
sign it|papers|documents|for =for|=me|=my me|behalf|place
money until|till|before
pay my rent|bill|bills|debt
""",
    harmless="""
carte|cartes de|d transport|transports|identite|sejour|bus|metro|tcl|bibliotheque|electeur|
membre|fidelite|voeux|visite|anniversaire|restaurant|geographie|postale|postales
carte|cartes vitale|grise|grises|postale|postales|sim|memoire
jouer aux|a cartes
code de|du|d la|l =porte|immeuble|entree|portail|hall|route|wifi
code postal
pret|prets a|pour|de|aller
sous|en le|la|les|terrain|sol
""",
)


def asks_for_money(text: str) -> bool:
    """Whether a text asks a neighbour for what the charter rules out."""
    return _REFUSED.are_in(text)
