using System.Globalization;
using System.Text.Json;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;

/// <summary>Reads the model's answer into a result and lists what is wrong with it.</summary>
internal static class AnswerReader
{
    private const int MaxText = 8000;
    private const int MaxFiles = 20;
    private const int MaxEdits = 30;

    public static (AnalysisResult? Result, IReadOnlyList<string> Faults) Read(string text, IAnalysisContext context)
    {
        if (JsonAnswer.Find(text, "rootCause") is not { } root)
        {
            return (null, ["The answer has no JSON object with the property rootCause."]);
        }

        var faults = new List<string>();
        var cause = Text(root, "rootCause");
        if (cause.Length == 0)
        {
            faults.Add("rootCause is empty.");
        }

        var edits = Array(root, "edits").Take(MaxEdits + 1)
            .Select(
                e => new CodeEdit(
                    Text(e, "path", trim: false), Text(e, "before", trim: false), Text(e, "after", trim: false)))
            .ToList();
        if (edits.Count > MaxEdits)
        {
            faults.Add($"There are more than {MaxEdits} edits.");
        }

        faults.AddRange(edits.Where(e => e.Path.Length == 0).Take(1).Select(_ => "An edit has no path."));
        var reason = Text(root, "noFixReason");
        if (edits.Count == 0 && reason.Length == 0)
        {
            faults.Add("There are neither edits nor a noFixReason.");
        }

        if (faults.Count > 0)
        {
            return (null, faults);
        }

        var files = new List<AffectedFile>();
        var evidence = new List<AnalysisEvidence>();
        var known = context.Tree.Files.ToHashSet(StringComparer.Ordinal);
        foreach (var item in Array(root, "affectedFiles").Take(MaxFiles))
        {
            AddFile(item, known, context, files, evidence);
        }

        files.AddRange(edits.Select(e => e.Path).Distinct().Where(p => known.Contains(p) && files.All(f => f.Path != p))
            .Select(p => new AffectedFile(p, 0.5, ["changed by the fix"], [])));
        return (new AnalysisResult
        {
            Analyzer = "model",
            RootCause = cause,
            Confidence = Confidence(root),
            Severity = EnumName.TryRead<AnalysisSeverity>(Text(root, "severity"), out var severity)
                ? severity : AnalysisSeverity.Medium,
            AffectedFiles = files,
            Evidence = evidence,
            Explanation = Text(root, "explanation"),
            Edits = edits,
            NoFixReason = edits.Count > 0 ? null : reason,
        }, []);
    }

    private static void AddFile(
        JsonElement item,
        HashSet<string> known,
        IAnalysisContext context,
        List<AffectedFile> files,
        List<AnalysisEvidence> evidence)
    {
        var path = item.ValueKind == JsonValueKind.String ? item.GetString()! : Text(item, "path");
        if (!known.Contains(path))
        {
            return; // a file that the model made up
        }

        var method = Text(item, "method");
        var why = Text(item, "reason");
        if (files.All(f => f.Path != path))
        {
            files.Add(
                new AffectedFile(
                    path,
                    Math.Round(1.0 / (files.Count + 1), 2),
                    why.Length > 0 ? [why] : [],
                    method.Length > 0 ? [method] : []));
        }

        var first = Number(item, "firstLine");
        if (first > 0 && context.ReadFile(path) is { } text)
        {
            var code = CodeStructure.Parse(path, text);
            var last = Math.Clamp(Number(item, "lastLine"), first, first + 20);
            if (first <= code.Lines.Count)
            {
                evidence.Add(new AnalysisEvidence(
                    path, first, Math.Min(last, code.Lines.Count), code.FunctionAt(first)?.QualifiedName ?? method,
                    code.Text(first, last), why));
            }
        }
    }

    private static double Confidence(JsonElement root)
    {
        double value = 0.5;
        if (Property(root, "confidence") is { } element)
        {
            var read = element.ValueKind == JsonValueKind.Number ? element.GetDouble()
                : double.TryParse(
                    element.ToString().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : 0.5;
            value = double.IsFinite(read) ? read : 0.5;
        }

        return Math.Round(Math.Clamp(value > 1 ? value / 100 : value, 0, 1), 2);
    }

    private static IEnumerable<JsonElement> Array(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    private static string Text(JsonElement element, string name, bool trim = true)
    {
        var text = Property(element, name) is { ValueKind: JsonValueKind.String } value
            ? value.GetString()!
            : string.Empty;
        return !trim ? text : text.Length > MaxText ? text[..MaxText].Trim() : text.Trim();
    }

    private static int Number(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number)
            ? number
            : 0;

    private static JsonElement? Property(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name.Replace("_", string.Empty).Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return property.Value;
                }
            }
        }

        return null;
    }
}
