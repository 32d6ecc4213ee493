using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Temporalio.ApiSurface.Tests;

/// <summary>A type of the official API and its members.</summary>
/// <param name="Space">The namespace.</param>
/// <param name="Name">The name, <c>Outer.Inner&lt;T&gt;</c>.</param>
/// <param name="Tier">1 or 2.</param>
/// <param name="Declaration">The declaration without members.</param>
/// <param name="Members">The members.</param>
public sealed record OfficialType(
    string Space, string Name, int Tier, MemberDeclarationSyntax Declaration, List<OfficialMember> Members)
{
    /// <summary>The name within an assembly, <c>Space.Outer+Inner`1</c>.</summary>
    public string ReflectionName => $"{Space}.{string.Join('+', Name.Split('.').Select(Mangle))}";

    private static string Mangle(string name) =>
        name.IndexOf('<') is var at and > 0 ? $"{name[..at]}`{name.Count(c => c == ',') + 1}" : name;
}

/// <summary>A member of the official API.</summary>
/// <param name="Tier">1 or 2.</param>
/// <param name="Text">As it stands in the list.</param>
/// <param name="Declaration">The same, parsed.</param>
/// <param name="Default">The initial value that the list names, if it does.</param>
public sealed record OfficialMember(
    int Tier, string Text, MemberDeclarationSyntax Declaration, ExpressionSyntax? Default);

/// <summary>Reads <c>official-surface.txt</c>.</summary>
public static class OfficialSurface
{
    private const string DefaultMark = " // default ";

    /// <summary>Every type of the list.</summary>
    public static IReadOnlyList<OfficialType> Types { get; } = Read();

    private static List<OfficialType> Read()
    {
        var types = new List<OfficialType>();
        var space = "";
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "official-surface.txt")))
        {
            var tier = line[2] - '0';
            switch (line[0])
            {
                case 'N':
                    space = line[2..];
                    break;
                case 'T':
                    var (name, declaration) = (line[4..line.IndexOf(" | ", StringComparison.Ordinal)], line.Split(" | ", 2)[1]);
                    types.Add(new(space, name, tier, ParseType(declaration), []));
                    break;
                case 'M':
                    types[^1].Members.Add(ParseMember(types[^1], tier, line[4..]));
                    break;
                default:
                    throw new FormatException($"Unknown line: {line}");
            }
        }

        return types;
    }

    private static MemberDeclarationSyntax ParseType(string text) =>
        Parse(text + (text.Contains(" record ", StringComparison.Ordinal) ? ";" : " { }"), text);

    private static OfficialMember ParseMember(OfficialType type, int tier, string text)
    {
        var code = text;
        ExpressionSyntax? initial = null;
        if (text.IndexOf(DefaultMark, StringComparison.Ordinal) is var at and > 0)
        {
            code = text[..at];
            initial = SyntaxFactory.ParseExpression(text[(at + DefaultMark.Length)..]);
        }

        if (type.Declaration is EnumDeclarationSyntax)
        {
            var holder = (EnumDeclarationSyntax)Parse($"enum X {{ {code} }}", text);
            return new(tier, text, holder.Members[0], null);
        }

        // A constructor is only one inside a type of its name.
        var simple = type.Name.Split('.')[^1].Split('<')[0];
        var inside = (TypeDeclarationSyntax)Parse(
            $"class {simple} {{ {code}{(code.Contains("{ get;", StringComparison.Ordinal) ? "" : ";")} }}", text);
        return new(tier, text, inside.Members.Single(), initial);
    }

    private static MemberDeclarationSyntax Parse(string code, string text)
    {
        var unit = SyntaxFactory.ParseCompilationUnit(code);
        return unit.ContainsDiagnostics || unit.Members.Count != 1
            ? throw new FormatException($"Cannot be parsed: {text}")
            : unit.Members[0];
    }
}
