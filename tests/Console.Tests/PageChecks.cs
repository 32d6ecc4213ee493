using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>What has to hold of every page in every form.</summary>
internal static partial class PageChecks
{
    /// <summary>Names that are the same in every language.</summary>
    private static readonly string[] s_names =
        [
            "OpsFlow", "OPSFLOW", "opsflow", "GitHub", "Slack", "Temporal", "PostgreSQL", "JSON", "Web", "Token",
            "ID", "URL", "UTC", "curl", "jti", "run", "Sentry", "SDK", "OpenTelemetry",
        ];

    private static readonly Lazy<HashSet<string>> s_own = new(OwnTexts);

    public static async Task<string> AxeAsync(IPage page, string axe)
    {
        // Evaluated, not added as a script element: the page's policy forbids inline scripts, as it should.
        await page.EvaluateAsync($"if (!window.axe) {{ {axe} }}");
        return await page.EvaluateAsync<string>(
            """
            axe.run(document, { resultTypes: ['violations'] })
                .then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
                .map(v => `${v.id}: ${v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | ')}`).join('\n'))
            """);
    }

    public static Task<bool> FitsAsync(IPage page) =>
        page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth");

    /// <summary>
    /// The English words of a Korean page that are its own: what came from outside is marked as such, and of what is
    /// marked so the texts that are the product's own after all.
    /// </summary>
    public static async Task<IReadOnlyList<string>> EnglishAsync(IPage page)
    {
        var marked = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('main [translate=no]')]
                .filter(e => e.checkVisibility() && !e.parentElement.closest('[translate=no]'))
                .map(e => e.textContent.trim())
            """);
        var own = marked.Where(text => s_own.Value.Contains(text) || OwnSentence().IsMatch(text)).Distinct();
        var texts = await page.EvaluateAsync<string[]>(
            """
            () => {
                const found = [];
                // Labels name what they belong to: that part of them is not ours either.
                const data = [...document.querySelectorAll('[translate=no]')].map(e => e.textContent.trim())
                    .filter(text => text.length > 2).sort((a, b) => b.length - a.length);
                const walk = (node) => {
                    if (node.nodeType === Node.TEXT_NODE) { found.push(node.data); return; }
                    if (node.nodeType !== Node.ELEMENT_NODE || !node.translate || node.closest('[hidden]')) return;
                    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
                        // A filter's example is in Temporal's own language.
                        if (node.hasAttribute(name) && node.id !== 'query') {
                            found.push(data.reduce((text, d) => text.replaceAll(d, ''), node.getAttribute(name)));
                        }
                    }
                    // What stands in a field is its user's.
                    if (node.tagName !== 'TEXTAREA') node.childNodes.forEach(walk);
                };
                walk(document.querySelector('ops-app'));
                return found;
            }
            """);
        return [.. own, .. texts.SelectMany(text => Word().Matches(text).Select(m => m.Value))
            .Where(word => !s_names.Contains(word)).Distinct()];
    }

    // Sentences of the console's words, and names of states as the API has them.
    private static HashSet<string> OwnTexts()
    {
        var file = Path.Combine(Counterparts.RepositoryRoot, "Console", "words", "en.json");
        var words = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        return
        [
            .. words.Select(w => w.Value!.ToString()).Where(text => text.Contains(' ', StringComparison.Ordinal)),
            .. words.Select(w => StateName().Match(w.Key)).Where(m => m.Success).Select(m => m.Groups[1].Value),
        ];
    }

    [GeneratedRegex("^state\\.([A-Z]\\w+)$")]
    private static partial Regex StateName();

    [GeneratedRegex("^[A-Z][a-z]+ by console administrator\\.$")]
    private static partial Regex OwnSentence();

    [GeneratedRegex("[A-Za-z]{3,}")]
    private static partial Regex Word();
}
