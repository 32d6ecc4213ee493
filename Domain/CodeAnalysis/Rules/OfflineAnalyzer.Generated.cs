using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <content>Suspicion of code generators, when generated code fails.</content>
public sealed partial class OfflineAnalyzer
{
    private const int MaxFilesScanned = 3000;
    private const int GeneratorsReported = 6;
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase;

    // Ways in which programs write programs, in any of the languages.
    private static readonly Regex s_generatorSigns = new(
        @"visit(?:Method|Field|Type|Jump|Var|Ldc)?Insn|MethodVisitor|ClassWriter|defineClass|INVOKE"
            + @"(?:VIRTUAL|INTERFACE|STATIC|SPECIAL)|javassist|bytebuddy"
        + @"|ILGenerator|OpCodes\.|DynamicMethod|\.Emit\s*\(|Expression\.Lambda|CSharpCompilation"
        + @"|new Function\s*\(|vm\.runIn|generateCode|codegen|code_?gen|\bemit\w*\s*\("
        + @"|\bcompile\s*\(|\bexec\s*\(|generic_visit|NodeVisitor|NodeTransformer|\bvisit_\w+|\bast\.\w+|writelines?\s*\(|undeclared|printer",
        Linear);

    private static readonly Regex s_virtualCall = new(@"INVOKEVIRTUAL", RegexOptions.NonBacktracking);
    private static readonly Regex s_nameWords = new(
        @"undeclared|declared|identifier|scope|visit_?name|locals?\b|closure|shadow|assigned", Linear);
    private static readonly Regex s_linkWords = new(
        @"visitMethodInsn|visitFieldInsn|INVOKE\w+|isInterface|descriptor|checkcast", Linear);
    private static readonly Regex s_syntaxWords = new(@"escape|quote|indent|repr\(|stringify|literal|adjust", Linear);
    private static readonly Regex s_typeWords = new(@"checkcast|box|unbox|coerce|convert|cast|descriptor", Linear);

    private static bool IsFromGeneratedCode(Work work, List<MappedFrame> frames)
    {
        foreach (var frame in work.Trace.Exceptions[0].Frames.Where(f => !f.IsRuntime))
        {
            if (frame.IsGenerated && frame.File.Length > 0 && work.Mapper.Map(frame, work.Trace.Language) is { } maker)
            {
                // eval names its maker; a template is in the repository as a file of its own.
                work.Board.Place(maker.Path, maker.Line, 0.5, RuleWords.MakesFailedCode);
            }

            return frame.IsGenerated;
        }

        return frames.Count == 0 && work.Facts.Kind == ErrorKind.Linkage;
    }

    private static void ScoreGenerators(Work work, List<MappedFrame> frames, CancellationToken cancellationToken)
    {
        var constructs = Constructs(work, cancellationToken);
        var found = new List<(string Path, CodeUnit Unit, double Score)>();
        var files = new List<(string Path, double Score)>();
        foreach (var path in work.Context.Tree.Files.Where(f => IsCandidate(work, f)).Take(MaxFilesScanned))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = work.Context.ReadFile(path);
            if (text is null || s_generatorSigns.Count(text) is not (> 1 and var signs))
            {
                continue;
            }

            var code = CodeStructure.Parse(path, text);
            var units = code.Units.Where(u => !u.IsType)
                .Select(u => (Unit: u, Score: GeneratorScore(work, code, u, constructs)))
                .Where(u => u.Score > 0).OrderByDescending(u => u.Score).ToList();
            found.AddRange(units.Take(4).Select(u => (path, u.Unit, u.Score)));
            files.Add((path, units.Take(3).Sum(u => u.Score) + Math.Log(1 + signs)));
        }

        if (files.Count == 0)
        {
            return;
        }

        var best = files.Max(f => f.Score);
        var strongest = found.Count > 0 ? found.Max(f => f.Score) : 1;
        foreach (var (path, score) in files.OrderByDescending(f => f.Score).Take(GeneratorsReported))
        {
            // Above the frames: they only ran what was generated.
            work.Board.File(path, 1.25 * score / best, RuleWords.GeneratesCode);
        }

        foreach (var (path, unit, score) in found.OrderByDescending(f => f.Score).Take(GeneratorsReported + 2))
        {
            work.Board.Evidence(
                path, unit.FirstLine, 1.2 * score / strongest, RuleWords.GeneratesKind);
        }
    }

    private static bool IsCandidate(Work work, string path) =>
        !work.Mapper.IsVendored(path) && !IsTest(path)
        && (work.Trace.Language == CodeLanguage.Unknown
            || CodeLanguages.AreRelated(CodeLanguages.FromPath(path), work.Trace.Language));

    private static double GeneratorScore(Work work, CodeStructure code, CodeUnit unit, List<string> constructs)
    {
        var text = code.Text(unit.FirstLine, unit.LastLine);
        var masked = string.Join(
            '\n', code.MaskedLines.Skip(unit.FirstLine - 1).Take(unit.LastLine - unit.FirstLine + 1));
        var signs = Math.Min(3, s_generatorSigns.Count(masked));
        if (signs == 0 && !s_generatorSigns.IsMatch(unit.Name))
        {
            return 0;
        }

        var words = work.Facts.Kind switch
        {
            ErrorKind.UndefinedName or ErrorKind.MissingKey or ErrorKind.MissingMember => s_nameWords,
            ErrorKind.Linkage => s_linkWords,
            ErrorKind.Syntax => s_syntaxWords,
            _ => s_typeWords,
        };
        var score = (0.5 * signs) + Math.Min(3, words.Count(text));

        // Far more exact than words: this function handles the very construct that the failing source uses.
        score += constructs.Any(c => unit.Name.Contains(c, StringComparison.OrdinalIgnoreCase)) ? 6 : 0;
        if (work.Facts.Kind == ErrorKind.Linkage)
        {
            score += LinkScore(work, text);
        }

        return score;
    }

    // A call whose owner is not a known class may be of an interface, and the two are called by different instructions.
    private static double LinkScore(Work work, string text)
    {
        if (!work.Trace.Exceptions[0].Message.Contains("interface", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        foreach (Match match in s_virtualCall.Matches(text))
        {
            var rest = text[match.Index..Math.Min(text.Length, match.Index + 60)];
            var comma = rest.IndexOf(',');
            if (comma > 0 && !rest[(comma + 1)..].TrimStart().StartsWith('"'))
            {
                return text.Contains("isInterface", StringComparison.Ordinal)
                    || text.Contains("INVOKEINTERFACE", StringComparison.Ordinal)
                    ? 2
                    : 6;
            }
        }

        return -2;
    }

    /// <summary>What constructs the source of the generated code uses where it has the name in the message.</summary>
    private static List<string> Constructs(Work work, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>();
        foreach (var name in work.Facts.Names.Take(2))
        {
            foreach (var path in work.Context.Tree.Files.Where(f => !work.Mapper.IsVendored(f)).Take(MaxFilesScanned))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (work.Context.ReadFile(path) is not { } text || !SourceLine.Mentions(text, name))
                {
                    continue;
                }

                foreach (var line in text.Split('\n').Where(l => l.Length < 2000 && SourceLine.Mentions(l, name))
                    .Take(20))
                {
                    AddConstructs(line, found);
                }
            }
        }

        return [.. found];
    }

    private static void AddConstructs(string line, HashSet<string> found)
    {
        void When(bool condition, params string[] words)
        {
            if (condition)
            {
                found.UnionWith(words);
            }
        }

        var inBrackets = line.IndexOfAny(['[', '(', '{']) is >= 0 and var open
            && line.IndexOf(" for ", StringComparison.Ordinal) > open;
        When(
            inBrackets,
            line.Contains('{') && line.Contains(':') ? "DictComp" : "ListComp",
            "comprehension",
            "GeneratorExp");
        When(
            line.Contains("lambda ", StringComparison.Ordinal) || line.Contains("=>", StringComparison.Ordinal),
            "lambda",
            "arrow");
        When(
            line.Contains("except ", StringComparison.Ordinal) || line.Contains("catch", StringComparison.Ordinal),
            "except",
            "catch");
        When(
            line.TrimStart(' ', '\t', '{', '<', '%').StartsWith("for ", StringComparison.Ordinal), "visit_For", "loop");
        When(
            line.Contains("with ", StringComparison.Ordinal) && line.Contains(" as ", StringComparison.Ordinal),
            "visit_With");
        When(line.Contains("def ", StringComparison.Ordinal), "FunctionDef");
        When(line.Contains("import ", StringComparison.Ordinal), "import");
        When(line.Contains('|') && line.Contains("{", StringComparison.Ordinal), "filter");
        When(line.Contains(":=", StringComparison.Ordinal), "NamedExpr");
        When(
            line.Contains("#each", StringComparison.Ordinal) || line.Contains("#with", StringComparison.Ordinal),
            "block",
            "program");
        When(line.Contains('['), "index", "subscript");
    }
}
