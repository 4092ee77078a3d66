using EvalHarness.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>Pages that say what is wrong with a request, and how to go on.</summary>
internal static class ProblemPages
{
    /// <summary>Writes the page.</summary>
    public static Task WriteAsync(HttpContext context, int status, IReadOnlyList<InputError> errors)
    {
        context.Response.StatusCode = status;
        return PageResponse.WriteAsync<ProblemPage>(
            context, new Dictionary<string, object?> { [nameof(ProblemPage.Errors)] = errors });
    }

    /// <summary>Writes that there is no such thing.</summary>
    public static Task NotFoundAsync(HttpContext context, string what) =>
        WriteAsync(context, StatusCodes.Status404NotFound, [new InputError(null, what)]);
}
