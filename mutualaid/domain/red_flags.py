"""Words of somebody in distress or in danger, or about health: what must never be kept.

Whoever reads the answer shows it to the person alone and forgets the text: nothing is flagged,
stored, counted or logged (loop.md §8). The lists are French and English as people type them; a
test holds them against sentences with slips, and against ordinary ones.
"""

from __future__ import annotations

from enum import StrEnum

from mutualaid.domain.spotting import Phrases


class Worry(StrEnum):
    """What a text may be about, the gravest first."""

    DISTRESS = "distress"
    VIOLENCE = "violence"
    HEALTH = "health"


_DISTRESS = Phrases(
    wanted="""
suicid*
sucid*
suisid*
scarifi*
veux|veu|veut|vais|voudrais|envie|preferer*|prefere|mieux|pense|pensee|idee|idees mourir|
mourire|crever
envie|veux|veu|voudrais|vais|pense|essaye|essaie|pret me|m tuer|=tue|supprimer|pendre|noyer|
flinguer
envie|veux|veu|voudrais|vais|pense me|m foutre|jeter|balancer en|par|sous
me|m supprimer
me|m foutre en l air
me jeter sous|par|du
me tailler les veines
ouvrir les veines
mettre|mettrai fin a|de mes|=ma jours|=vie
en finir|finire
finir avec la|ma vie
plus|=plu envie|force|gout|raison|courage de|pour vivre|continuer|exister
plus|=plu envie|raison|gout de rien
plus vivre
vouloir|veux|veu|voudrais|envie disparaitre
ne jamais me reveiller
plus me reveiller
serait mieux|mieux sans moi
seriez|serez|seront|seraient mieux sans moi
vie ne vaut|sert|merite plus|rien
vie plus|pas|aucun de sens
vie a|n|ne aucun|pas|plus sens
avaler tous|toutes|boite|cachets|medicaments
idees|idee|pensees noires|noirs|suicidaires
sert a rien de vivre
marre|fatigue|fatiguee|assez de vivre|=vie
adieu tout|tous|toutes le|=monde
faire une betise
quitter ce monde
je suis un poids
want|wanna|rather|wish to|i|be|was die|dead
kill|killing|hurt|hurting|harm|cut|cutting myself
end|ending|take|taking my|own|it life|all
better off without me
no reason to live
not want to|be live|alive|here
dont|don want to|be live|alive|here
nothing to live for
tired of living
cant|cannot|can go on|live
want to disappear
overdose
""",
    harmless="""
mourir de rire|faim|soif|chaud|froid|ennui|honte
en finir avec le|les|mes|ce|cet|cette|ces|ma
plantes|plante|basilic|fleurs|fleur|rosier|basilic|chat|chien vais|va|veut mourir
mieux mourir
end my lease|contract|subscription
""",
)
_VIOLENCE = Phrases(
    wanted="""
me|m|moi|nous|la|l frapp*
mari|conjoint|compagnon|fils|fille|pere|mere|copain|frere|voisin|ami|il|elle|ils|on me|m =bat|
=tape|=battu|=battue|=tapee|cogne|cognee
me|m gifle|giflee|gifler|=cogne|=cognee
me|m viole|violee|violer
=viol
=viols
me|m tabasse|tabassee|etrangle|etranglee|etrangler|brutalise|sequestre|sequestree
menace|menacee|menacer de mort|tuer|frapper|couteau|=me
me|m menace|menacee|menacent|terrorise|maltraite|maltraitee|maltraitent|humilie|humilient|
insulte|insultent|harcele|harcelent|harcelee
m agresse|agressee|agresser
agression sexuelle|physique
veut|va me tuer
=violence
=violences
maltrait*
attouche*
harcelement
pedophil*
inceste
abus|abuse|abusee sexuel*|=de|=moi
touche|toucher aux|a|la|les enfants|petite|sexe
mari|conjoint|compagnon|fils|fille|pere|mere|copain|frere|voisin est|devient violent|violente
violent|violente avec|envers =moi|nous|enfants|elle|lui
peur de|du mon|mari|conjoint|compagnon|copain|pere|fils|frere|ex
peur qu il|elle me|m
roue de coups
coups de poing|pied|ceinture|couteau
recois|donne|prend|prends|prenais des coups
battue|battu par|enfant|femme
femme|enfant|enfants battue|battu|battus
m empeche de sortir|parler|voir
m enferme
enferme|enfermee|enfermer dans la|ma|=chambre|cave|maison
prive|privee de manger|nourriture|sortie
on|il|elle|fils|fille me|m vole|prend mon|=ma argent|carte|retraite|pension
hits|hit|beats|beat|beating|hurts|punches|punched|slaps|slapped|kicks|kicked|chokes|choked me|
us|her|him
threatens|threatened|threatening|rapes|raped|abuses|abused|abusing|locks|locked|bullies|
bullied me|us|her|kids|children
rape
domestic abuse|violence
sexual*|sexually abuse|abused|assault|assaulted
afraid|scared|frightened of my|him husband|boyfriend|partner|father|son|ex|him
afraid|scared|frightened of him
is violent
strangl*
molest*
wont|won let me|t leave|out
beaten by|up
steals|stole|takes|took my money|pension
""",
    harmless="""
me|m frappe a la porte
frapper|frappe|frappez a|chez la|votre|ma porte
me|m =bat aux|au
il|elle me|m =bat aux|au
vent|orage|tempete est|etait|violent|violente
insulte au|du bon
""",
)
_HEALTH = Phrases(
    wanted="""
insuline|insulin
diabet*
cancer|cancers|cancereuse
tumeur|tumour|tumor
chimio*
radiotherapie
dialyse|dialysis
parkinson|alzheimer
demence|dementia
depressi*
anxiolytique*
antidepress*
bipolaire|bipolar
schizo*
medicament*|medication|medications|medecines
mes|ses|les|prendre cachets|comprimes|gelules
ordonnance|prescription
mon|son|un|sous|du|le =traitement
hopital|hospital|hospitalise|hospitalisee|hospitalisation
clinique|urgences
operation|opere|operee|surgery de|du|des|au|on hanche|genou|coeur|yeux|oeil|dos|main|pied|la|my|
knee|hip
=opere|=operee
handicap*|disabled|disability
ma|sa|une|longue maladie
suis|est|tombee|tombe =malade
=avc
infarctus
crise cardiaque
cardiaque|cardiologue|pacemaker
coeur fragile|malade
problemes|probleme|soucis de|aux|au coeur|dos|hanche|genou|genoux|tension|sante|memoire|vue|
jambes
ma|sa tension
tension arterielle
asthm*
arthrose|arthrite|arthritis|osteoporose
cataracte|glaucome|dmla
fauteuil roulant
wheelchair
fracture|fracturee
col du femur
cassee|casse|fracture|foule|foulee le|la|mon|ma bras|jambe|hanche|femur|poignet|cheville|pied|
genou|main
broke my arm|leg|hip|wrist|ankle
prothese
perfusion|piqure|piqures|pansement|pansements|injection|injections
kine|kinesitherapeute
medecin|docteur|doctor|psychiatre|psychologue|psy|neurologue|ophtalmo|ophtalmologue|oncologue|
dermato|dermatologue|gynecologue
=vih
=hiv
seropositi*
epilep*
sclerose
enceinte|grossesse|pregnant
mal au|aux|a|de dos|genou|genoux|jambes|hanche|ventre|tete|jambe|epaule
douleur|douleurs
vertige|vertiges
incontinen*
essouffle|essoufflee|insuffisance
sous oxygene
=irm
scanner
malentendant*|malvoyant*|aveugle|sourde
blind|deaf
alcoolique|alcoolism*|sevrage|addiction
covid|grippe
my|his|her illness|disease|treatment|condition|pills|tablets|medicine
heart|kidney|liver attack|disease|failure|problem|problems
blood pressure
back|knee|hip pain|problems|surgery
""",
    harmless="""
traitement de texte
traitement du|de dossier|courrier
chat|chien|chatte|chienne|chats|plante|plantes|animal|rosier|basilic|poisson est|sont|malade|
malades malade|malades
ordonnance du|de juge|tribunal
scanner un|une|des|mes|ces|le|la|les papiers|papier|photos|photo|documents|document|lettre|
courrier|dossier
scanner documents|papiers|photos
medecin|docteur veterinaire
sous =traitement
""",
)
_LISTS = {
    Worry.DISTRESS: _DISTRESS,
    Worry.VIOLENCE: _VIOLENCE,
    Worry.HEALTH: _HEALTH,
}


def worry_in(text: str) -> Worry | None:
    """The gravest worry that a text may speak of."""
    return next((worry for worry, phrases in _LISTS.items() if phrases.are_in(text)), None)
