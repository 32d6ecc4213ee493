using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Structure;

/// <summary>Reads from the text before an opening brace whether it opens a class or a function, and which.</summary>
internal static class HeaderReader
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;

    private static readonly FrozenSet<string> s_keywords = new[]
    {
        "if", "for", "while", "switch", "catch", "synchronized", "try", "else", "do", "finally", "using", "lock",
        "fixed", "foreach", "when", "return", "new", "with", "case", "function", "checked", "unchecked", "unsafe",
        "throw", "await", "yield", "default", "sizeof", "typeof", "super", "this", "assert",
    }.ToFrozenSet();

    private static readonly Regex s_type = new(
        @"(?:^|[^\w.$])(?<kind>@interface|class|interface|enum|struct|record struct|record class|record|object|namespace|trait)\s+(?<name>[\w.]+)[^=;]*$",
        Linear);

    private static readonly Regex s_goType = new(
        @"(?:^|\s)type\s+(?<name>\w+)\s*(?:\[[^\]]*\]\s*)?(?:struct|interface)\s*$", Linear);
    private static readonly Regex s_goFunc = new(
        @"(?:^|\n)\s*func\s*(?<receiver>\(\)\s*)?(?<name>\w+)\s*(?:\[[^\]]*\]\s*)?\(\)[^=]*$", Linear);
    private static readonly Regex s_goReceiver = new(@"^[^()]*func\s*\(\s*(?:\w+\s+)?\*?\s*(?<type>\w+)", Linear);
    private static readonly Regex s_kotlinFun = new(
        @"(?:^|\s)fun\s+(?:<[^>]*>\s*)?(?:[\w<>?,\s]+\.)?(?<name>\w+)\s*\(\)\s*(?::\s*[\w<>?.,\s]+)?(?:=[^=]*)?$",
        Linear);
    private static readonly Regex s_method = new(@"(?<name>\w+)\s*\(\)\s*(?<tail>[^()]*)$", Linear);
    private static readonly Regex s_csharpMethod = new(
        @"(?<name>\w+)\s*(?:<[\w\s,]*>)?\s*\(\)\s*(?<tail>(?::\s*(?:base|this)\s*\(\)\s*)?(?:where\s+[^=]*)?)$",
        Linear);
    private static readonly Regex s_csharpProperty = new(
        @"(?:^|\s)(?:public|private|protected|internal|static|override|virtual|abstract|sealed|readonly|required|new|\s)+\s[\w.<>?,\[\]]+\s+(?<name>\w+)\s*$",
        Linear);
    private static readonly Regex s_jsNamed = new(@"function\s*\*?\s*(?<name>[\w$]+)\s*\(\)\s*(?::[^=]*)?$", Linear);
    private static readonly Regex s_jsAssigned = new(
        @"(?<name>[\w$.#]+)\s*(?::[^=,;]*)?[:=]\s*(?:async\s*)?(?:function\s*\*?\s*[\w$]*\s*\(\)|(?:\(\)|[\w$]+)\s*"
            + @"(?::[^=]*)?=>)\s*(?::[^=]*)?$",
        Linear);
    private static readonly Regex s_jsMethod = new(@"(?:^|[\s,*}])(?<name>[\w$#]+)\s*\(\)\s*(?::[^=]*)?$", Linear);

    /// <summary>The unit without lines, or null for any other brace.</summary>
    public static CodeUnit? Read(string header, CodeLanguage language)
    {
        var flat = Flatten(header);
        return language switch
        {
            CodeLanguage.Go => Go(header, flat),
            CodeLanguage.Kotlin => Function(s_kotlinFun.Match(flat)) ?? Type(flat),
            CodeLanguage.JavaScript or CodeLanguage.TypeScript => Script(flat),
            CodeLanguage.CSharp => CSharp(flat),
            _ => Java(flat),
        };
    }

    private static CodeUnit? Type(string flat) =>
        s_type.Match(flat) is { Success: true } match ? Unit(match.Groups["name"].Value, isType: true) : null;

    private static CodeUnit? Function(Match match) =>
        match.Success && !s_keywords.Contains(match.Groups["name"].Value)
            ? Unit(match.Groups["name"].Value, isType: false)
            : null;

    private static CodeUnit? Go(string header, string flat)
    {
        if (s_goType.Match(flat) is { Success: true } type)
        {
            return Unit(type.Groups["name"].Value, isType: true);
        }

        if (s_goFunc.Match(flat) is not { Success: true } function)
        {
            return null;
        }

        var name = function.Groups["name"].Value;
        var start = header.LastIndexOf("func", StringComparison.Ordinal);
        var receiver = function.Groups["receiver"].Success
            ? s_goReceiver.Match(header[Math.Max(0, header.IndexOf("func", StringComparison.Ordinal))..]) : Match.Empty;
        return start < 0 ? null
            : new CodeUnit(name, receiver.Success ? $"{receiver.Groups["type"].Value}.{name}" : name, false, 0, 0);
    }

    private static CodeUnit? Java(string flat)
    {
        if (Type(flat) is { } type)
        {
            return type;
        }

        var match = s_method.Match(flat);
        if (!match.Success)
        {
            return null;
        }

        var before = flat[..match.Groups["name"].Index].TrimEnd();
        var tail = match.Groups["tail"].Value.Trim();
        var isCall = before.EndsWith('.') || before.EndsWith('=')
            || Regex.IsMatch(before, @"(?:^|\W)(?:new|return)(?:\s+[\w.]+)?$", Linear)
            || before.Contains("->");
        return isCall || (tail.Length > 0 && !tail.StartsWith("throws ", StringComparison.Ordinal))
            ? null
            : Function(match);
    }

    private static CodeUnit? CSharp(string flat)
    {
        var body = flat.TrimEnd();
        if (body.EndsWith("=>", StringComparison.Ordinal) || body.EndsWith('='))
        {
            return null; // a lambda or initializer
        }

        if (Type(body) is { } type)
        {
            return type;
        }

        var match = s_csharpMethod.Match(body);
        if (!match.Success)
        {
            return Function(s_csharpProperty.Match(body));
        }

        var before = body[..match.Groups["name"].Index].TrimEnd();
        var isCall = before.EndsWith('.') || before.EndsWith('=') || Regex.IsMatch(before, @"(?:^|\W)new$", Linear)
            || before.Length == 0;
        return isCall ? null : Function(match);
    }

    private static CodeUnit? Script(string flat)
    {
        var body = flat.TrimEnd();
        if (s_jsAssigned.Match(body) is { Success: true } assigned
            && !s_keywords.Contains(assigned.Groups["name"].Value))
        {
            var full = assigned.Groups["name"].Value.TrimStart('.');
            return full.Length == 0 ? null : new CodeUnit(full[(full.LastIndexOf('.') + 1)..], full, false, 0, 0);
        }

        if (s_jsNamed.Match(body) is { Success: true } named)
        {
            return Function(named);
        }

        if (Regex.IsMatch(body, @"=>$|function\s*\*?\s*\(\)$", Linear))
        {
            return null;
        }

        if (Type(body) is { } type)
        {
            return type;
        }

        var method = s_jsMethod.Match(body);
        return method.Success && !body.TrimEnd().EndsWith("=>", StringComparison.Ordinal)
            && !Regex.IsMatch(body[..method.Groups["name"].Index], @"(?:[=.(]|new|return|else)\s*$", Linear)
            ? Function(method) : null;
    }

    private static CodeUnit Unit(string name, bool isType) => new(name, name, isType, 0, 0);

    /// <summary>Empties balanced parentheses, so that patterns see <c>name()</c> whatever the parameters are.</summary>
    private static string Flatten(string header)
    {
        var opening = new Stack<int>();
        var flat = new StringBuilder(header.Length);
        foreach (var c in header)
        {
            if (c == '(')
            {
                opening.Push(flat.Length);
                flat.Append(c);
            }
            else if (c == ')' && opening.Count > 0)
            {
                flat.Length = opening.Pop() + 1;
                flat.Append(c);
            }
            else
            {
                flat.Append(c);
            }
        }

        return flat.ToString();
    }
}
