namespace OpsFlow.Domain.CodeAnalysis.Structure;

/// <summary>
/// The classes and functions of a file, found by a scanner of braces or indents. It is no parser: it has to do with
/// broken and unusual code, so it never fails and at worst finds less.
/// </summary>
public sealed class CodeStructure
{
    private CodeStructure(
        CodeLanguage language,
        string masked,
        string[] lines,
        string[] maskedLines,
        IReadOnlyList<CodeUnit> units)
    {
        Language = language;
        Masked = masked;
        Lines = lines;
        MaskedLines = maskedLines;
        Units = units;
    }

    /// <summary>Language by the file's ending.</summary>
    public CodeLanguage Language { get; }

    /// <summary>The lines of the file.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Classes and functions in order of their first line; an outer one comes before the inner.</summary>
    public IReadOnlyList<CodeUnit> Units { get; }

    /// <summary>The text with comments and the contents of strings blanked, of the same length.</summary>
    internal string Masked { get; }

    /// <summary>The lines of <see cref="Masked"/>.</summary>
    internal IReadOnlyList<string> MaskedLines { get; }

    /// <summary>Scans a file.</summary>
    public static CodeStructure Parse(string path, string text)
    {
        var language = CodeLanguages.FromPath(path);
        text = text.ReplaceLineEndings("\n");
        var masked = CodeMask.Apply(text, language);
        var lines = text.Split('\n');
        var maskedLines = masked.Split('\n');
        IReadOnlyList<CodeUnit> units = language switch
        {
            CodeLanguage.Unknown => [],
            CodeLanguage.Python => IndentScanner.Scan(maskedLines),
            _ => BraceScanner.Scan(masked, language),
        };
        return new CodeStructure(language, masked, lines, maskedLines, units);
    }

    /// <summary>The innermost function round a line, or null.</summary>
    public CodeUnit? FunctionAt(int line) => Units.LastOrDefault(u => !u.IsType && u.Contains(line));

    /// <summary>The innermost class round a line, or null.</summary>
    public CodeUnit? TypeAt(int line) => Units.LastOrDefault(u => u.IsType && u.Contains(line));

    /// <summary>The functions of a name.</summary>
    public IEnumerable<CodeUnit> Functions(string name) => Units.Where(u => !u.IsType && u.Name == name);

    /// <summary>The text of lines, from 1, both included, cut to what exists.</summary>
    public string Text(int firstLine, int lastLine)
    {
        var first = Math.Clamp(firstLine, 1, Lines.Count);
        var last = Math.Clamp(lastLine, first, Lines.Count);
        return string.Join('\n', Lines.Skip(first - 1).Take(last - first + 1));
    }
}
