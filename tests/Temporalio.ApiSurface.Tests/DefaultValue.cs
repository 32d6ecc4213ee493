using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Temporalio.ApiSurface.Tests;

/// <summary>Compares a value at hand with the expression that the list gives for it.</summary>
public static class DefaultValue
{
    private static readonly Assembly[] Known =
    [
        .. SurfaceComparison.Assemblies,
        typeof(Api.Enums.V1.WorkflowIdReusePolicy).Assembly,
        typeof(TimeSpan).Assembly,
        typeof(System.Diagnostics.ActivityKind).Assembly,
        typeof(global::OpenTelemetry.Context.Propagation.Propagators).Assembly,
        typeof(Microsoft.Extensions.Logging.Abstractions.NullLogger).Assembly,
    ];

    /// <summary>Whether the value is what the expression says.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="value">The value at hand.</param>
    /// <param name="type">The type of the value's place.</param>
    /// <param name="owner">The type whose member it is; its own constants may be named.</param>
    /// <returns>True if so, or if the expression is of this machine (an environment variable) and cannot be told.</returns>
    public static bool Matches(ExpressionSyntax expression, object? value, Type type, Type owner)
    {
        switch (expression)
        {
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }:
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression }:
                return value is null || (type.IsValueType && value.Equals(Activator.CreateInstance(type)));
            case LiteralExpressionSyntax literal:
                return value is not null && literal.Token.Value!.Equals(Convert.ChangeType(value, literal.Token.Value.GetType()));
            case BaseObjectCreationExpressionSyntax:
            case LambdaExpressionSyntax:
                return value is not null;
            case ImplicitArrayCreationExpressionSyntax array:
                return value is IEnumerable items && items.Cast<object>().Count() == array.Initializer.Expressions.Count;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.Text: "Empty" } } }:
                return value is IEnumerable none && !none.Cast<object>().Any();
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "TimeSpan" } } call } of:
                var amount = Convert.ToDouble(((LiteralExpressionSyntax)of.ArgumentList.Arguments[0].Expression).Token.Value);
                return Equals(value, call.Name.Identifier.Text == "FromSeconds" ? TimeSpan.FromSeconds(amount)
                    : call.Name.Identifier.Text == "FromMilliseconds" ? TimeSpan.FromMilliseconds(amount)
                    : call.Name.Identifier.Text == "FromDays" ? TimeSpan.FromDays(amount)
                    : throw new NotSupportedException($"{of}"));
            case IdentifierNameSyntax name:
                return StaticMember(owner, name.Identifier.Text) is not { } own || Equals(own.Value, value);
            case MemberAccessExpressionSyntax access:
                return Equals(Resolve(access), value);
            case BinaryExpressionSyntax:
                // Debug mode: what the environment says.
                return value is bool;
            default:
                throw new NotSupportedException($"{expression} ({expression.Kind()})");
        }
    }

    private static object? Resolve(MemberAccessExpressionSyntax access)
    {
        var name = access.Expression.ToString().Split('.')[^1];
        foreach (var type in Known.SelectMany(a => a.GetExportedTypes()).Where(t => t.Name == name))
        {
            if (StaticMember(type, access.Name.Identifier.Text) is { } found)
            {
                return found.Value;
            }

            // "DataConverter.Default.PayloadConverter" and the like.
        }

        return access.Expression is MemberAccessExpressionSyntax inner && Resolve(inner) is { } target
            ? target.GetType().GetProperty(access.Name.Identifier.Text)?.GetValue(target)
            : throw new NotSupportedException($"{access}");
    }

    private static (object? Value, bool Found)? StaticMember(Type type, string name)
    {
        const BindingFlags Flags = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        return type.GetField(name, Flags) is { } field ? (field.GetValue(null), true)
            : type.GetProperty(name, Flags) is { } property ? (property.GetValue(null), true)
            : null;
    }
}
