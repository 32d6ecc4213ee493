namespace OpsFlow.Domain.CodeAnalysis.Structure;

/// <summary>Names and file endings of languages.</summary>
public static class CodeLanguages
{
    /// <summary>The language of a file by its ending.</summary>
    public static CodeLanguage FromPath(string path)
    {
        var dot = path.LastIndexOf('.');
        return (dot < 0 ? string.Empty : path[dot..].ToLowerInvariant()) switch
        {
            ".java" => CodeLanguage.Java,
            ".kt" or ".kts" => CodeLanguage.Kotlin,
            ".cs" => CodeLanguage.CSharp,
            ".py" or ".pyi" => CodeLanguage.Python,
            ".js" or ".mjs" or ".cjs" or ".jsx" => CodeLanguage.JavaScript,
            ".ts" or ".tsx" or ".mts" or ".cts" => CodeLanguage.TypeScript,
            ".go" => CodeLanguage.Go,
            _ => CodeLanguage.Unknown,
        };
    }

    /// <summary>The language of a free-form name such as <c>c#</c> or <c>node</c>.</summary>
    public static CodeLanguage FromName(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        "java" => CodeLanguage.Java,
        "kotlin" => CodeLanguage.Kotlin,
        "c#" or "csharp" or "dotnet" or ".net" => CodeLanguage.CSharp,
        "python" or "py" => CodeLanguage.Python,
        "javascript" or "js" or "node" or "nodejs" => CodeLanguage.JavaScript,
        "typescript" or "ts" => CodeLanguage.TypeScript,
        "go" or "golang" => CodeLanguage.Go,
        _ => CodeLanguage.Unknown,
    };

    /// <summary>JavaScript and TypeScript, Java and Kotlin live in one program.</summary>
    public static bool AreRelated(CodeLanguage a, CodeLanguage b) => Family(a) == Family(b);

    private static CodeLanguage Family(CodeLanguage language) => language switch
    {
        CodeLanguage.Kotlin => CodeLanguage.Java,
        CodeLanguage.TypeScript => CodeLanguage.JavaScript,
        _ => language,
    };
}
