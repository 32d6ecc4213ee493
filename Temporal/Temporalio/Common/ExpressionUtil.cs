using System.Linq.Expressions;
using System.Reflection;

namespace Temporalio.Common;

/// <summary>Takes calls apart that users write as lambda expressions, such as <c>wf => wf.RunAsync(arg)</c>.</summary>
internal static class ExpressionUtil
{
    /// <summary>The method that a lambda calls, with the arguments evaluated now.</summary>
    /// <param name="expression">A lambda whose body is one call, on its parameter or of a static method.</param>
    /// <returns>The method, as declared by the type called on, and the arguments.</returns>
    /// <exception cref="ArgumentException">The lambda is something else.</exception>
    public static (MethodInfo Method, IReadOnlyCollection<object?> Args) ExtractCall(LambdaExpression expression)
    {
        if (expression.Body is not MethodCallExpression call)
        {
            throw new ArgumentException("Expression must be a single method call");
        }

        CheckTarget(expression, call.Object, call.Method.IsStatic);
        var args = new object?[call.Arguments.Count];
        for (var i = 0; i < args.Length; i++)
        {
            args[i] = Evaluate(call.Arguments[i]);
        }

        return (Redeclared(call), args);
    }

    /// <summary>The method or property that a lambda reads.</summary>
    /// <param name="expression">A lambda whose body is one call or property access on its parameter.</param>
    /// <returns>The member and the arguments.</returns>
    /// <exception cref="ArgumentException">The lambda is something else.</exception>
    public static (MemberInfo Member, IReadOnlyCollection<object?> Args) ExtractMemberAccess(LambdaExpression expression)
    {
        if (expression.Body is MemberExpression { Member: PropertyInfo property } access)
        {
            CheckTarget(expression, access.Expression, access.Expression is null);
            return (access.Expression?.Type.GetProperty(
                property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) ?? property, []);
        }

        return ExtractCall(expression);
    }

    private static void CheckTarget(LambdaExpression expression, Expression? target, bool isStatic)
    {
        if (isStatic && expression.Parameters.Count > 0)
        {
            throw new ArgumentException("Static call expression must not have a lambda parameter");
        }

        if (!isStatic && (expression.Parameters.Count != 1 || target != expression.Parameters[0]))
        {
            throw new ArgumentException("Instance call expression must be called on the lambda parameter");
        }
    }

    // The compiler names the method that first declared it; an override's own attributes are what counts.
    private static MethodInfo Redeclared(MethodCallExpression call)
    {
        var type = call.Object?.Type;
        if (type is null || type == call.Method.DeclaringType || call.Method.IsGenericMethod)
        {
            return call.Method;
        }

        return type.GetMethod(
            call.Method.Name,
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
            [.. call.Method.GetParameters().Select(p => p.ParameterType)]) ?? call.Method;
    }

    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        // The common case, a captured variable, needs no compiler.
        MemberExpression { Member: FieldInfo field, Expression: ConstantExpression closure } =>
            field.GetValue(closure.Value),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object)))
            .Compile(preferInterpretation: true)(),
    };
}
