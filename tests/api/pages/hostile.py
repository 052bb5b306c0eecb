"""Texts that break pages which trust them: each is taken as a text, shown as it is, and does nothing."""

HOSTILE = (
    "<script>window.broken = 1</script> dan seterusnya",
    '"><img src=x onerror="window.broken = 1"> foto',
    "' onmouseover='window.broken = 1' x='",
    "{{ 7 * 7 }} {% raw %} ${7 * 7} #{7 * 7}",
    "</textarea></form><form action=//jahat.invalid>",
    "&lt;b&gt; &amp;amp; &#x27; &nbsp;",
    "javascript:window.broken=1//data:text/html,x",
    "نص من اليمين إلى اليسار ואז עברית",
    "Llanfair" * 24,
    "👩‍👩‍👧‍👦🇮🇩🧑🏽‍🚒 lampu 💡 padam ﷽",
    "Z̷̡̛͓a̸l̶g̵o̷ ̸t̴e̵x̶t̸ panjang sekali",
)
